using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Aggregation;

/// <summary>Figures of folding updates and of making new parameters of the sums.</summary>
internal static class AggregationInstruments
{
    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60] };

    private static readonly Counter<long> Folded =
        FederationTelemetry.Meter.CreateCounter<long>("federation.aggregation.folded", "By", "Bytes of updates that were folded at sites.");

    private static readonly Counter<long> Lost =
        FederationTelemetry.Meter.CreateCounter<long>("federation.aggregation.lost", "{update}", "Frozen updates that were missing or damaged when they were folded.");

    private static readonly Histogram<double> Duration =
        FederationTelemetry.Meter.CreateHistogram("federation.aggregation.fold.duration", "s", "Time in which a site folded its updates of a round.", advice: Buckets);

    /// <summary>Records one fold.</summary>
    /// <param name="bytes">The bytes of the updates.</param>
    /// <param name="lost">How many updates were lost.</param>
    /// <param name="took">How long it took.</param>
    public static void Fold(long bytes, int lost, TimeSpan took)
    {
        Folded.Add(bytes);
        Lost.Add(lost);
        Duration.Record(took.TotalSeconds);
    }
}
