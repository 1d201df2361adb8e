using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Federations;

/// <summary>Lists federations; those of cross-validations, which are many, only when asked for.</summary>
internal sealed class FederationListCommand : FedCommand
{
    private readonly Option<bool> _folds = new("--folds") { Description = "With the folds of cross-validations." };

    public FederationListCommand() : base("list", "Lists federations.", "fed federation list") => Add(_folds);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var all = await session.Client.ListFederationsAsync(cancellationToken);
        var federations = context.Get(_folds) ? all : [.. all.Where(federation => !SpecFacts.Of(federation.Spec).IsFold)];
        if (federations.Count < all.Count)
        {
            context.Terminal.Say($"{Figures.Count(all.Count - federations.Count)} folds of cross-validations are not listed: --folds lists them too.");
        }

        context.Terminal.List("federations", federations, () => FederationTables.List(federations, context.Host.Now),
            "There is no federation yet. Start one: fed run quickstart");
        return ExitCodes.Ok;
    }
}
