using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.CrossValidation;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Lists federations; those of cross-validations, which are many, only when asked for.</summary>
internal sealed class FederationListCommand : FedCommand
{
    private readonly Option<bool> _folds = FoldListing.Option();

    public FederationListCommand() : base("list", "Lists federations.", "fed federation list") => Add(_folds);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var all = await session.Client.ListFederationsAsync(cancellationToken);
        var federations = FoldListing.Of(all, federation => federation.Name, context.Get(_folds), "federations", context.Terminal);
        context.Terminal.List("federations", federations, () => FederationTables.List(federations, context.Host.Now),
            "There is no federation yet. Start one: fed run quickstart");
        return ExitCodes.Ok;
    }
}
