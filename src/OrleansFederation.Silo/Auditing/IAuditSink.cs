namespace OrleansFederation.Auditing;

/// <summary>Where recorded calls go.</summary>
internal interface IAuditSink
{
    /// <summary>Keeps entries, all or none.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}
