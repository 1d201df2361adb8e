using System.Diagnostics.Metrics;
using System.Threading.Channels;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Inference;

/// <summary>
/// Figures of the threads that run models. The length of their queue is what an autoscaler of the silos that answer should watch:
/// it rises only when the processors are all in use, and falls as soon as another silo takes its share.
/// </summary>
internal sealed class RunInstruments : IDisposable
{
    private static readonly Histogram<int> BatchSize = FederationTelemetry.Meter.CreateHistogram(
        "federation.inference.batch.size", "{input}", "Inputs of one request.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024] });

    private readonly Meter _meter = new(FederationTelemetry.Name);

    /// <summary>Shows the length of a queue.</summary>
    /// <param name="queue">The queue.</param>
    public RunInstruments(ChannelReader<RunJob> queue) =>
        _meter.CreateObservableGauge("federation.inference.queue.length", () => queue.Count, "{request}", "Runs of models that wait for a processor.");

    /// <summary>Records the inputs of one request.</summary>
    /// <param name="inputs">How many.</param>
    public static void Batch(int inputs) => BatchSize.Record(inputs);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
