using OrleansFederation.Naming;

namespace OrleansFederation.Auditing;

/// <summary>Gives recorded calls to a coordinator: for the silos of sites, whose database role sees no rows of identities.</summary>
internal sealed class ClusterAudit(IGrainFactory grains) : IAuditSink
{
    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        grains.GetGrain<IAuditGrain>(GrainKeys.Audit).AppendAsync(entries, cancellationToken);
}
