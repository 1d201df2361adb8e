using System.Diagnostics.Metrics;
using OrleansFederation.Errors;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Inference;

/// <summary>Figures of answered requests, from the grain's entry to its answer.</summary>
internal static class InferenceInstruments
{
    private static readonly KeyValuePair<string, object?> Answered = new("outcome", FederationTelemetry.Ok);
    private static readonly KeyValuePair<string, object?> Refused = new("outcome", "refused");
    private static readonly KeyValuePair<string, object?> Overloaded = new("outcome", "overloaded");
    private static readonly KeyValuePair<string, object?> Failed = new("outcome", FederationTelemetry.Failed);

    private static readonly Counter<long> Requests =
        FederationTelemetry.Meter.CreateCounter<long>("federation.inference.requests", "{request}", "Requests for an answer of a model, by outcome.");

    private static readonly Histogram<double> Duration = FederationTelemetry.Meter.CreateHistogram(
        "federation.inference.duration", "s", "Time from a request's arrival at its silo to the answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });

    /// <summary>Lets the counters begin at zero.</summary>
    public static void Initialise()
    {
        foreach (var outcome in (KeyValuePair<string, object?>[])[Answered, Refused, Overloaded, Failed])
        {
            Requests.Add(0, outcome);
        }
    }

    /// <summary>Records an answer.</summary>
    public static void Answer(TimeSpan took)
    {
        Requests.Add(1, Answered);
        Duration.Record(took.TotalSeconds);
    }

    /// <summary>Counts a request without an answer; for use as an exception filter, so that the stack stays as it was.</summary>
    /// <returns>False: the exception is not caught.</returns>
    public static bool Miss(Exception exception)
    {
        Requests.Add(1, exception switch
        {
            FederationException known when known.Code == FederationErrors.Overloaded.Code => Overloaded,
            FederationException known when FederationErrors.Find(known.Code) is { ExitCode: ExitCodes.Refused or ExitCodes.NotFound or ExitCodes.Usage } => Refused,
            _ => Failed,
        });
        return false;
    }
}
