using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Rounds;

/// <summary>Figures of rounds.</summary>
internal static class RoundInstruments
{
    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] };

    private static readonly Counter<long> Rounds =
        FederationTelemetry.Meter.CreateCounter<long>("federation.rounds", "{round}", "Rounds that ended, by outcome.");

    private static readonly Counter<long> Failures =
        FederationTelemetry.Meter.CreateCounter<long>("federation.round.failures", "{round}", "Rounds that failed, by error code.");

    private static readonly UpDownCounter<long> Running =
        FederationTelemetry.Meter.CreateUpDownCounter<long>("federation.rounds.running", "{round}", "Rounds that this silo drives.");

    private static readonly Histogram<double> Duration =
        FederationTelemetry.Meter.CreateHistogram("federation.round.duration", "s", "Time from opening a round to its end.", advice: Buckets);

    private static readonly Histogram<double> Phases =
        FederationTelemetry.Meter.CreateHistogram("federation.round.phase.duration", "s", "Time that a round spent in a phase.", advice: Buckets);

    private static readonly Histogram<double> Overhead =
        FederationTelemetry.Meter.CreateHistogram("federation.round.overhead", "s", "Time of a committed round that was neither training nor evaluation.", advice: Buckets);

    private static readonly Counter<long> Clients =
        FederationTelemetry.Meter.CreateCounter<long>("federation.round.clients", "{client}", "Clients of ended rounds, by what became of them.");

    /// <summary>Lets the counters begin at zero, so that the first failure is an increase.</summary>
    public static void Initialise()
    {
        foreach (var phase in (RoundPhase[])[RoundPhase.Committed, RoundPhase.Failed, RoundPhase.Cancelled])
        {
            Rounds.Add(0, Tag("outcome", phase));
        }
    }

    /// <summary>Counts a round that begins to be driven here (1), or no longer is (-1).</summary>
    public static void Drive(int change) => Running.Add(change);

    /// <summary>Records how long a phase took.</summary>
    public static void EndPhase(RoundPhase phase, TimeSpan took) => Phases.Record(took.TotalSeconds, Tag("phase", phase));

    /// <summary>Records how a round ended.</summary>
    public static void End(RoundOutcome outcome)
    {
        Rounds.Add(1, Tag("outcome", outcome.Phase));
        Duration.Record(outcome.Report.Seconds, Tag("outcome", outcome.Phase));
        if (outcome is { Phase: RoundPhase.Failed, Failure: { } failure })
        {
            Failures.Add(1, new KeyValuePair<string, object?>("code", failure.Code));
        }

        if (outcome.Phase == RoundPhase.Committed)
        {
            Overhead.Record(outcome.Report.OverheadSeconds);
        }

        if (Clients.Enabled)
        {
            foreach (var state in outcome.Report.Clients.CountBy(client => client.State))
            {
                Clients.Add(state.Value, new KeyValuePair<string, object?>("state", state.Key.ToString().ToLowerInvariant()));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, RoundPhase phase) => new(key, phase switch
    {
        RoundPhase.Training => "training",
        RoundPhase.Aggregating => "aggregating",
        RoundPhase.Evaluating => "evaluating",
        RoundPhase.Committed => "committed",
        RoundPhase.Failed => "failed",
        RoundPhase.Cancelled => "cancelled",
        _ => "other",
    });
}
