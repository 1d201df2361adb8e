using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Rounds;

/// <summary>Reads what clients did before from the rows of committed rounds: nothing of it is written twice.</summary>
internal static class PastWorkRows
{
    // No training takes less than a microsecond, and a quotient by less could be too large for a number.
    private const string ShortestSeconds = "0.000001";

    // Whose update was left out for its scores did its work all the same.
    private static readonly string Delivered = $"case when q.state in ({(int)ParticipantState.Contributed}, {(int)ParticipantState.Flagged}) then 1 else 0 end";

    /// <summary>Makes the query. Of each client the last <see cref="PastWork.Rounds"/> of the chosen rows count; those in which it was at work on an update of a later round do not.</summary>
    /// <param name="chosen">Which rows, of participant q and its round r.</param>
    public static string Query(string chosen) =>
        $"""
        select w.client, count(*), cast(sum(w.contributed) as bigint), coalesce(min(case when w.contributed = 1 then w.back end) - 1, count(*)),
            max(case when w.contributed = 1 and w.made <= {PastWork.Contributions} and w.trained > 0 and w.seconds >= {ShortestSeconds} then w.trained / w.seconds end),
            max(case when w.contributed = 1 and w.made = 1 and w.steps > 0 and w.seconds >= {ShortestSeconds} then w.seconds / w.steps end)
        from (
            select v.client, v.contributed, v.back, v.made,
                cast(v.report ->> 'steps' as bigint) as steps, cast(v.report ->> 'trained' as bigint) as trained,
                cast(v.report ->> 'seconds' as double precision) as seconds
            from (
                select q.client, {Delivered} as contributed, q.report,
                    row_number() over (partition by q.client order by r.opened_at desc, q.federation, q.round desc) as back,
                    row_number() over (partition by q.client, {Delivered} order by r.opened_at desc, q.federation, q.round desc) as made
                from participant q join round r on r.federation = q.federation and r.number = q.round
                where r.phase = {(int)RoundPhase.Committed} and q.state <> {(int)ParticipantState.Carried} and {chosen}) as v
            where v.back <= {PastWork.Rounds}) as w
        group by w.client order by w.client
        """;

    /// <summary>Reads a row of it.</summary>
    /// <param name="row">The row.</param>
    public static PastWork Read(DbDataReader row) => new(row.Text(0), row.Long(1), row.Long(2), row.Long(3), row.NumberOrNull(4), row.NumberOrNull(5));
}
