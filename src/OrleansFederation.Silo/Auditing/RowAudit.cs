namespace OrleansFederation.Auditing;

/// <summary>Keeps recorded calls as rows.</summary>
internal sealed class RowAudit(IAuditStore rows) : IAuditSink
{
    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => rows.AppendAsync(entries, cancellationToken);
}
