using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Shows a model with its latest versions, or one version.</summary>
internal sealed class ModelShowCommand : FedCommand
{
    private readonly Argument<ModelName> _model = ModelName.Argument();
    private readonly Option<int> _limit = new("--limit") { Description = "The most versions to list.", HelpName = "N", DefaultValueFactory = _ => 20 };

    public ModelShowCommand() : base("show", "Shows a model and its latest versions, or one version.", "fed model show digits@v10")
    {
        Add(_model);
        Add(_limit);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        var (name, reference) = context.Get(_model);
        if (reference is not null)
        {
            var version = await client.GetVersionAsync(name, await client.ResolveAsync(name, reference, cancellationToken), cancellationToken);
            context.Terminal.Show(() => ModelTables.Version(version, context.Host.Now), () => JsonForm.Of(version));
            return ExitCodes.Ok;
        }

        var view = await client.GetModelAsync(name, cancellationToken);
        var versions = await client.ListVersionsAsync(name, context.Get(_limit), cancellationToken);
        context.Terminal.Show(
            () => ModelTables.Show(view, versions, context.Host.Now),
            () =>
            {
                var document = JsonForm.Of(view);
                document["versionList"] = new JsonArray([.. versions.Select(version => (JsonNode)JsonForm.Of(version))]);
                return document;
            });
        return ExitCodes.Ok;
    }
}
