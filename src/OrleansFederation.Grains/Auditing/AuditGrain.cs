using OrleansFederation.Placement;

namespace OrleansFederation.Auditing;

/// <inheritdoc cref="IAuditGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.audit")]
internal sealed class AuditGrain(IAuditStore audit) : Grain, IAuditGrain
{
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) => audit.ListAsync(query, cancellationToken);

    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => audit.AppendAsync(entries, cancellationToken);
}
