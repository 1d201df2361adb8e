using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Shows where a version comes from.</summary>
internal sealed class ModelLineageCommand : FedCommand
{
    private readonly Argument<ModelName> _model = ModelName.Argument();

    public ModelLineageCommand() : base("lineage", "Shows where a version comes from, and what came of it.", "fed model lineage digits@v10") => Add(_model);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var (name, reference) = context.Get(_model);
        var number = await session.Client.ResolveAsync(name, reference, cancellationToken);
        var version = await session.Client.GetVersionAsync(name, number, cancellationToken);
        var lineage = await session.Client.GetLineageAsync(name, number, cancellationToken);
        context.Terminal.Show(
            () => LineageTree.Of(name, version.Manifest, lineage),
            () =>
            {
                var document = JsonForm.Of(lineage);
                document.Insert(0, "model", name);
                document["manifest"] = JsonForm.Of(version.Manifest);
                return document;
            });
        return ExitCodes.Ok;
    }
}
