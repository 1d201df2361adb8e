using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Makes a round's report of what is known.</summary>
internal static class RoundReports
{
    /// <summary>The most clients of which a report tells in a message: some half megabyte.</summary>
    public const int MostClients = 2_000;

    /// <summary>Gives a report small enough for a message.</summary>
    /// <param name="report">The report.</param>
    public static RoundReport ForMessage(RoundReport report) =>
        report.Clients.Count <= MostClients ? report : report with { Clients = [.. report.Clients.Take(MostClients)] };

    /// <summary>Gives a report without what its figures follow from, and without its clients and sites: what a round's end is told by.</summary>
    /// <param name="report">The report.</param>
    public static RoundReport ForOutcome(RoundReport report) => report with
    {
        Clients = [],
        Sites = [],
        Central = report.Central is { } central ? central with { Tallies = null } : null,
        Federated = report.Federated is { } federated ? federated with { Tallies = null } : null,
        Clusters = [.. report.Clusters.Select(cluster => cluster with { Federated = cluster.Federated is { } figures ? figures with { Figures = null } : null })],
    };

    /// <summary>Makes a report.</summary>
    /// <param name="number">The round's number.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="openedAt">When this process opened or resumed it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="freeze">The freeze in force; null before.</param>
    /// <param name="evaluations">Reports of evaluations, for their times.</param>
    /// <param name="figures">What they came to.</param>
    /// <param name="judgements">What became of each contributor; empty before it is known.</param>
    /// <param name="failure">Why it failed, where it did.</param>
    /// <param name="bytesDown">The bytes of the parameters that clients start from.</param>
    public static RoundReport Make(
        int number, RoundPhase phase, DateTimeOffset openedAt, DateTimeOffset now,
        IReadOnlyList<Participant> cohort, Freeze? freeze, IReadOnlyList<TaskReport> evaluations, RoundFigures figures,
        IReadOnlyDictionary<string, Judgement> judgements, Problem? failure, long bytesDown = 0)
    {
        var over = phase is RoundPhase.Committed or RoundPhase.Failed or RoundPhase.Cancelled;
        var contributors = freeze?.Contributors.ToHashSet(StringComparer.Ordinal);
        var seconds = Math.Max(0, (now - openedAt).TotalSeconds);
        var train = WorkTime.UnionSeconds(cohort.Select(client => client.Report).OfType<TaskReport>().Select(report => (report.StartedAt, report.Seconds)), openedAt);
        var evaluate = WorkTime.UnionSeconds(evaluations.Select(report => (report.StartedAt, report.Seconds)), openedAt);
        return new()
        {
            Round = number,
            Phase = phase,
            OpenedAt = openedAt,
            Seconds = seconds,
            TrainSeconds = train,
            EvaluateSeconds = evaluate,
            OverheadSeconds = over ? Math.Max(0, seconds - train - evaluate) : 0,
            Central = figures.Central,
            Federated = figures.Federated,
            Clients = [.. cohort.Select(client => Client(client, contributors, over, figures.Clients.GetValueOrDefault(client.Client), judgements.GetValueOrDefault(client.Client)))],
            Failure = failure,
            Selected = cohort.Count,
            Contributed = contributors?.Count ?? 0,
            Flagged = cohort.Count(client => client.IsFlagged),
            BytesUp = cohort.Where(client => contributors?.Contains(client.Client) == true).Sum(client => client.Report?.Update?.Length ?? 0),
            BytesDown = bytesDown,
            Sites = figures.Sites,
            SiteMean = figures.SiteMean,
            Spread = figures.Spread,
            SharedSpread = figures.SharedSpread,
        };
    }

    /// <summary>The mean training loss of the contributors, weighted by their examples and added in their order.</summary>
    /// <param name="report">A report with its clients.</param>
    /// <returns>The mean; null where nobody has examples and a loss.</returns>
    public static double? MeanLoss(RoundReport report)
    {
        var (sum, examples) = (0.0, 0.0);
        foreach (var client in report.Clients)
        {
            if (client is { State: ParticipantState.Contributed, Examples: > 0, Loss: { } loss } && double.IsFinite(loss))
            {
                sum += loss * client.Examples;
                examples += client.Examples;
            }
        }

        return examples > 0 ? sum / examples : null;
    }

    private static ClientReport Client(Participant client, HashSet<string>? contributors, bool over, Metrics? evaluation, Judgement? judgement) => new()
    {
        Client = client.Client,
        Site = client.Site,
        Attempt = client.Attempt,
        State = contributors switch
        {
            not null when contributors.Contains(client.Client) => ParticipantState.Contributed,
            not null when over && client.State is not (ParticipantState.Failed or ParticipantState.Flagged) => ParticipantState.Dropped,
            _ => client.State,
        },
        Examples = client.Report?.Examples ?? 0,
        Loss = client.Report?.Loss,
        Seconds = client.Report?.Seconds ?? 0,
        Digest = client.Report?.Update?.Digest,
        Evaluation = evaluation,
        Failure = client.Report?.Failure,
        Data = client.Report?.Data,
        Weight = judgement?.Weight,
        Score = judgement?.Score,
        Norm = judgement?.Norm,
        Scores = client.Scores,
        Steps = client.Report?.Steps,
        StepsAtMost = client.Steps,
        Cluster = client.Cluster ?? client.Report?.Cluster,
    };
}
