using Orleans.Concurrency;
using OrleansFederation.Identity;

namespace OrleansFederation.Auditing;

/// <summary>The record of refused and privileged calls. Stateless: it reads and writes rows. Key: <c>audit/all</c>.</summary>
[Alias("of.audit")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Lists recorded calls, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("list"), Outside(Roles.Operator | Roles.Auditor)]
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>Keeps recorded calls. For silos that see no rows of their own.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("append"), AlwaysInterleave]
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken = default);
}
