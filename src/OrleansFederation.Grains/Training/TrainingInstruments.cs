using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Training;

/// <summary>Figures of the tasks that sites do.</summary>
internal static class TrainingInstruments
{
    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] };

    private static readonly Counter<long> Accepted =
        FederationTelemetry.Meter.CreateCounter<long>("federation.tasks.accepted", "{task}", "Tasks that a site accepted, by kind and site.");

    private static readonly Counter<long> Finished =
        FederationTelemetry.Meter.CreateCounter<long>("federation.tasks.finished", "{task}", "Tasks that ended at a site, by kind, site and outcome.");

    private static readonly Counter<long> Reissued =
        FederationTelemetry.Meter.CreateCounter<long>("federation.tasks.reissued", "{task}", "Tasks that a round ordered again.");

    private static readonly Histogram<double> Duration =
        FederationTelemetry.Meter.CreateHistogram("federation.task.duration", "s", "Time of work on a task, without waiting, by kind.", advice: Buckets);

    private static readonly Counter<long> Examples =
        FederationTelemetry.Meter.CreateCounter<long>("federation.training.examples", "{example}", "Examples that finished trainings count with.");

    /// <summary>Lets the counter begin at zero.</summary>
    public static void Initialise() => Reissued.Add(0);

    /// <summary>Counts a task that was accepted.</summary>
    public static void Accept(TrainingOrder order) => Accepted.Add(1, Kind(order.Key.Kind), new("site", order.Site));

    /// <summary>Counts tasks that are ordered again.</summary>
    public static void Reissue(int count) => Reissued.Add(count);

    /// <summary>Counts a task that was cancelled.</summary>
    public static void Cancel(TrainingOrder order) => Finished.Add(1, Kind(order.Key.Kind), new("site", order.Site), new("outcome", "cancelled"));

    /// <summary>Records how a task ended.</summary>
    public static void Finish(TaskReport report)
    {
        var ok = report.Failure is null;
        Finished.Add(1, Kind(report.Key.Kind), new("site", report.Site), new("outcome", ok ? FederationTelemetry.Ok : FederationTelemetry.Failed));
        if (ok)
        {
            Duration.Record(report.Seconds, Kind(report.Key.Kind));
            Examples.Add(report.Key.Kind == TaskKind.Train ? report.Examples : 0);
        }
    }

    private static KeyValuePair<string, object?> Kind(TaskKind kind) => new("kind", Word(kind));

    /// <summary>Gives the word for a kind of task.</summary>
    public static string Word(TaskKind kind) => kind switch { TaskKind.Train => "train", TaskKind.Evaluate => "evaluate", TaskKind.EvaluateCentral => "evaluate_central", TaskKind.Statistics => "statistics", TaskKind.Trial => "trial", _ => "other" };
}
