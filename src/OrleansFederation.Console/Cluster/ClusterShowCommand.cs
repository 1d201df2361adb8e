using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Cluster;

/// <summary>Shows the cluster.</summary>
internal sealed class ClusterShowCommand() : FedCommand("show", "Shows silos, sites, and what runs where.", "fed cluster show --profile trial")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var cluster = await session.Client.GetClusterAsync(cancellationToken);
        context.Terminal.Show(() => ClusterTables.Show(cluster), () => JsonForm.Of(cluster));
        return ExitCodes.Ok;
    }
}
