using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Lists federations.</summary>
internal sealed class FederationListCommand() : FedCommand("list", "Lists federations.", "fed federation list")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var federations = await session.Client.ListFederationsAsync(cancellationToken);
        context.Terminal.List("federations", federations, () => FederationTables.List(federations, context.Host.Now),
            "There is no federation yet. Start one: fed run quickstart");
        return ExitCodes.Ok;
    }
}
