using System.Data.Common;
using OrleansFederation.Databases;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Rounds;

/// <summary>Gathers the rows of a round: its own, its freeze in force, its cohort.</summary>
internal sealed class RoundRows
{
    private const int MostClientsInList = 2_000;
    private const int MostSitesInList = 200;
    private const int MostFiguresInList = 200;

    private readonly List<Participant> _cohort = [];
    private (RoundPhase Phase, DateTimeOffset OpenedAt, string? Report)? _round;
    private Freeze? _freeze;

    /// <summary>Takes a row.</summary>
    /// <param name="query">0 the round, 1 the freeze, 2 a participant.</param>
    /// <param name="row">The row.</param>
    public void Add(int query, DbDataReader row)
    {
        switch (query)
        {
            case 0:
                _round = ((RoundPhase)row.Integer(0), row.Instant(1), row.TextOrNull(2));
                break;
            case 1:
                _freeze = ReadFreeze(row);
                break;
            default:
                _cohort.Add(new Participant(row.Text(0), row.Integer(1), row.Text(2), row.Integer(3), (ParticipantState)row.Integer(4),
                    row.TextOrNull(5) is { } report ? StorageJson.Read(report, StorageJson.Default.TaskReport) : null)
                {
                    Scores = row.TextOrNull(6) is { } scores ? StorageJson.Read(scores, StorageJson.Default.UpdateScoreArray) : null,
                    Steps = row.LongOrNull(7),
                    Begun = row.IntegerOrNull(8),
                    Cluster = row.IntegerOrNull(9),
                });
                break;
        }
    }

    /// <summary>Gives the record; null where the round was never opened.</summary>
    /// <param name="number">The round's number.</param>
    public RoundRecord? ToRecord(int number)
    {
        if (_round is not { } round)
        {
            return null;
        }

        var report = round.Report is { } json
            ? ReadReport(json)
            : new RoundReport { Round = number, Phase = round.Phase, OpenedAt = round.OpenedAt, Selected = _cohort.Count, Clients = [.. _cohort.Select(client => ReportOf(client, number))] };
        if (report.Clients.Count < report.Selected)
        {
            report = report with { Clients = [.. _cohort.Select(client => ReportOf(client, number))] };
        }

        return new RoundRecord(_cohort, _freeze, report);
    }

    /// <summary>Reads number, contributors and digest of a freeze.</summary>
    /// <param name="row">The row.</param>
    public static Freeze ReadFreeze(DbDataReader row) => new(row.Integer(0), StorageJson.Read(row.Text(1), StorageJson.Default.StringArray), row.Text(2));

    /// <summary>Reads a report; one of an earlier version does not say how many clients there are.</summary>
    /// <param name="json">Its JSON.</param>
    public static RoundReport ReadReport(string json)
    {
        var report = StorageJson.Read(json, StorageJson.Default.RoundReport);
        return report.Selected > 0
            ? report
            : report with { Selected = report.Clients.Count, Contributed = report.Clients.Count(client => client.State == ParticipantState.Contributed) };
    }

    /// <summary>
    /// Leaves behind what would make a list of rounds too large for a message: of all but the last rounds clients, sites and figures that
    /// follow from others, of all rounds tallies and the clients' own such figures.
    /// </summary>
    /// <param name="reports">The reports, by number.</param>
    public static IReadOnlyList<RoundReport> ForList(IReadOnlyList<RoundReport> reports)
    {
        var listed = new RoundReport[reports.Count];
        var (clients, sites) = (0, 0);
        for (var i = reports.Count - 1; i >= 0; i--)
        {
            clients += reports[i].Clients.Count;
            sites += reports[i].Sites.Count;
            var withFigures = reports.Count - i <= MostFiguresInList;
            listed[i] = reports[i] with
            {
                Clients = clients > MostClientsInList ? [] : [.. reports[i].Clients.Select(client => client with { Evaluation = Bare(client.Evaluation, withFigures: false), Data = null })],
                Sites = sites > MostSitesInList ? [] : [.. reports[i].Sites.Select(site => site with { Metrics = Bare(site.Metrics, withFigures: true)! })],
                Central = Bare(reports[i].Central, withFigures),
                Federated = Bare(reports[i].Federated, withFigures),
                SiteMean = withFigures ? reports[i].SiteMean : null,
                Clusters = withFigures ? [.. reports[i].Clusters.Select(cluster => cluster with { Federated = Bare(cluster.Federated, withFigures: false) })] : [],
            };
        }

        return listed;
    }

    private static Metrics? Bare(Metrics? metrics, bool withFigures) =>
        metrics is null ? null : metrics with { Tallies = null, Figures = withFigures ? metrics.Figures : null };

    private static ClientReport ReportOf(Participant participant, int round) => new()
    {
        Client = participant.Client,
        Site = participant.Site,
        State = participant.State,
        Attempt = participant.Attempt,
        Examples = participant.Report?.Examples ?? 0,
        Loss = participant.Report?.Loss,
        Seconds = participant.Report?.Seconds ?? 0,
        Digest = participant.Report?.Update?.Digest,
        Failure = participant.Report?.Failure,
        Data = participant.Report?.Data,
        Staleness = participant.Begun is { } begun ? round - begun : null,
        Scores = participant.Scores,
        Steps = participant.Report?.Steps,
        StepsAtMost = participant.Steps,
        Cluster = participant.Counted,
    };
}
