using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Auditing;

/// <summary>Rows of recorded calls; they are only ever added.</summary>
internal sealed class AuditStore(Database database) : IAuditStore
{
    private const string Columns = "at, who, what, target, origin, outcome, calls";
    private const int Most = 10_000;

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => entries.Count == 0
        ? Task.CompletedTask
        : database.WriteAsync([.. entries.Select(entry => Statement.Command(
            $"insert into audit_entry ({Columns}) values (@at, @who, @what, @target, @origin, @outcome, @calls)",
            Parameter.Instant("at", entry.At),
            Parameter.Text("who", entry.Who),
            Parameter.Text("what", entry.What),
            Parameter.Text("target", entry.Target),
            Parameter.Text("origin", entry.From),
            Parameter.Text("outcome", entry.Outcome),
            Parameter.Integer("calls", entry.Count)))], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(Statement.Query(
            $"""
            select {Columns} from audit_entry
            where at >= @since and who = coalesce(@who, who) and outcome = coalesce(@outcome, outcome)
            order by at desc, id desc limit @limit
            """,
            Parameter.Instant("since", query.Since),
            Parameter.Text("who", query.Who),
            Parameter.Text("outcome", query.Outcome),
            Parameter.Integer("limit", Math.Clamp(query.Limit, 1, Most))), Read, cancellationToken);

    private static AuditEntry Read(DbDataReader row) =>
        new(row.Instant(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Long(6));
}
