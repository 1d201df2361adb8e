using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.CrossValidation;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>Lists models.</summary>
internal sealed class ModelListCommand : FedCommand
{
    private readonly Option<bool> _folds = FoldListing.Option();

    public ModelListCommand() : base("list", "Lists the models that you may know of.", "fed model list") => Add(_folds);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var all = await session.Client.ListModelsAsync(cancellationToken);
        var models = FoldListing.Of(all, model => model.Name, context.Get(_folds), "models", context.Terminal);
        context.Terminal.List("models", models, () => ModelTables.List(models, context.Host.Now),
            $"There is no model that {session.Client.Principal} may know of. A federation publishes one: fed run quickstart");
        return ExitCodes.Ok;
    }
}
