using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>Records to draw.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static SpecDocument Spec { get; } = new(
        """{"schema":1,"federation":"digits","description":"Digits of three sites","model":{"loss":"crossEntropy"},"evaluation":{"central":"test","site":"local","baselines":true}}""",
        new string('a', 64));

    public static FederationView Federation(
        string name = "digits", FederationStatus status = FederationStatus.Running, int round = 3, Problem? failure = null) =>
        new(name, status, round, 10, $"{name}-model", round > 0 ? round : null, Spec, "alice", Now.AddMinutes(-5), failure);

    public static RoundReport Round(int number, double accuracy = 0.5, double loss = 1.25) => new()
    {
        Round = number,
        Phase = RoundPhase.Committed,
        OpenedAt = Now.AddMinutes(-4),
        Seconds = 10.5,
        TrainSeconds = 9.25,
        EvaluateSeconds = 1.2,
        OverheadSeconds = 0.05,
        Version = number,
        Digest = new string('b', 64),
        Central = new Metrics(1000, loss * 1000, (long)(accuracy * 1000)),
        Federated = new Metrics(300, 1.5 * 300, 120),
        Selected = 2,
        Contributed = 1,
        Clients =
        [
            new ClientReport
            {
                Client = "digits.0", Site = "local", State = ParticipantState.Contributed, Attempt = 1, Examples = 12_410, Loss = 0.412, Seconds = 9.1,
                Digest = new string('c', 64), Evaluation = new Metrics(100, 140, 41),
            },
            new ClientReport
            {
                Client = "digits.1", Site = "local", State = ParticipantState.Failed, Attempt = 2,
                Failure = FederationErrors.TrainingFailed.At("client digits.1", "the disk of the site is gone"),
            },
        ],
    };

    /// <summary>A run in the middle of its third round.</summary>
    public static RunView Run() => Enumerable.Range(1, 2)
        .Aggregate(
            RunView.Of(Federation(round: 0), []),
            (view, round) => view.Apply(Committed(round, 0.4 + (0.2 * round), 2 - (0.5 * round))))
        .Apply(new FederationEvent { Kind = FederationEventKind.RoundOpened, Round = 3, Cohort = ["digits.0", "digits.1", "digits.2"] })
        .Apply(new FederationEvent { Kind = FederationEventKind.ClientProgress, Round = 3, Client = "digits.0", Fraction = 0.61, Loss = 0.432, Examples = 7_570 })
        .Apply(new FederationEvent { Kind = FederationEventKind.ClientFinished, Round = 3, Client = "digits.1", Loss = 0.401, Examples = 12_410 });

    public static FederationEvent Committed(int round, double accuracy, double loss) => new()
    {
        Kind = FederationEventKind.RoundCommitted,
        Round = round,
        Version = round,
        Seconds = 4.5,
        Central = new Metrics(100, loss * 100, (long)Math.Round(accuracy * 100)),
    };
}
