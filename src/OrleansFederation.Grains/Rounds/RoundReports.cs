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
    /// <param name="asynchronous">How the federation is asynchronous; null where it is not.</param>
    /// <param name="isLast">Whether no round comes after it.</param>
    public static RoundReport Make(
        int number, RoundPhase phase, DateTimeOffset openedAt, DateTimeOffset now,
        IReadOnlyList<Participant> cohort, Freeze? freeze, IReadOnlyList<TaskReport> evaluations, RoundFigures figures,
        IReadOnlyDictionary<string, Judgement> judgements, Problem? failure, long bytesDown = 0, AsyncSpec? asynchronous = null, bool isLast = false)
    {
        var over = phase is RoundPhase.Committed or RoundPhase.Failed or RoundPhase.Cancelled;
        var contributors = freeze?.Contributors.ToHashSet(StringComparer.Ordinal);
        ClientReport[] clients =
        [
            .. cohort.Select(client => Told(client, Client(client, figures.Clients.GetValueOrDefault(client.Client), judgements.GetValueOrDefault(client.Client)))),
        ];
        int[] staleness = [.. clients.Where(client => client.State == ParticipantState.Contributed).Select(client => client.Staleness).OfType<int>()];
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
            Clients = clients,
            Failure = failure,
            Selected = cohort.Count,
            Contributed = contributors is null ? 0 : clients.Count(client => client.State == ParticipantState.Contributed),
            Flagged = cohort.Count(client => client.IsFlagged),
            BytesUp = cohort.Where(client => contributors?.Contains(client.Client) == true).Sum(client => client.Report?.Update?.Length ?? 0),
            BytesDown = bytesDown,
            Sites = figures.Sites,
            SiteMean = figures.SiteMean,
            Staleness = staleness.Length > 0 ? staleness.Average() : null,
            MostStaleness = staleness.Length > 0 ? staleness.Max() : null,
            Spread = figures.Spread,
            SharedSpread = figures.SharedSpread,
        };

        ClientReport Told(Participant client, ClientReport report) => (contributors, asynchronous) switch
        {
            (not null, _) when contributors.Contains(client.Client) && client.State != ParticipantState.Failed => report with { State = ParticipantState.Contributed, Staleness = asynchronous is null ? null : Late(client) },
            (not null, null) when over && client.State is not (ParticipantState.Failed or ParticipantState.Flagged) => report with { State = ParticipantState.Dropped },

            // What did not count in a round that failed counts when it is taken up again.
            (not null, not null) when phase == RoundPhase.Committed && isLast && client.State != ParticipantState.Failed => report with { State = ParticipantState.Dropped, Staleness = Late(client) },
            (not null, { } spec) when phase == RoundPhase.Committed && client.State != ParticipantState.Failed => AsyncCohort.GoesOn(client, number, spec.Staleness)
                ? report with { State = ParticipantState.Carried, Staleness = Late(client) }
                : report with { State = ParticipantState.Dropped, Staleness = Late(client), Failure = TooLate(client, spec) },
            (_, not null) => report with { Staleness = Late(client) },
            _ => report,
        };

        int Late(Participant client) => number - (client.Begun ?? number);

        Problem TooLate(Participant client, AsyncSpec spec) => FederationErrors.UpdateStale.At(
            $"client {client.Client}", $"it began in round {client.Begun ?? number}, and async.staleness: {spec.Staleness} lets its update count up to round {(client.Begun ?? number) + spec.Staleness}");
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

    private static ClientReport Client(Participant client, Metrics? evaluation, Judgement? judgement) => new()
    {
        Client = client.Client,
        Site = client.Site,
        Attempt = client.Attempt,
        State = client.State,
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
        Cluster = client.Counted,
    };
}
