using OrleansFederation.Filters;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Measures the weighted mean of 100 updates of a million parameters against the machine's read bandwidth.</summary>
internal sealed class AggregateBenchmark : IBenchmark
{
    private const double Goal = 0.8;

    /// <inheritdoc/>
    public string Name => "aggregate";

    /// <inheritdoc/>
    public string Description => "weighted mean (fedavg) of 100 x 1M float32, and of the same compressed, against reading the bytes of the float32";

    /// <inheritdoc/>
    public Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var updates = new UpdateSet(clients: 100, length: 1_000_000);
        var weights = new FedAvg().Weigh([.. Enumerable.Range(1, updates.Clients.Count).Select(i => 100L + i % 7).Select(count => new UpdateFigures(count))], AggregationSpec.FedAvg);
        foreach (var threads in UpdateSet.ThreadCounts)
        {
            var best = Timing.BestOfEach(20, cancellationToken, () => updates.ReadAll(threads), () => Mean(updates, weights, threads));
            Report.Figure(output, $"read only, {threads} thread(s)", $"{best[0] * 1e3:0.0} ms, {updates.Bytes / best[0] / 1e9:0.0} GB/s");
            Report.Against(
                output, $"weighted mean, {threads} thread(s)", $"{best[1] * 1e3:0.0} ms, {updates.Bytes / best[1] / 1e9:0.0} GB/s", best[0] / best[1], Goal);
        }

        foreach (var codec in UpdateFilters.All.OfType<IUpdateCodec>())
        {
            MeasureEncoded(output, codec, updates, weights, cancellationToken);
        }

        return Task.CompletedTask;
    }

    private static void MeasureEncoded(TextWriter output, IUpdateCodec codec, UpdateSet updates, double[] weights, CancellationToken cancellationToken)
    {
        var layout = new ParameterLayout([new("0.weight", [updates.Clients[0].Length], 0, ParameterKind.Trainable)]);
        var encoding = UpdateEncoding.Of(CompressBenchmark.SpecOf(UpdateFilters.Settings(codec)), layout, 1, 0)!;
        byte[][] files = [.. updates.Clients.Select(update => CompressBenchmark.Encode(encoding, update, new float[update.Length]))];
        foreach (var threads in UpdateSet.ThreadCounts)
        {
            var best = Timing.BestOfEach(20, cancellationToken, () => updates.ReadAll(threads), () => Mean(files, encoding, weights, threads));
            Report.Against(
                output, $"the same of {codec.Name}, {threads} thread(s)", $"{best[1] * 1e3:0.0} ms, {updates.Bytes / best[1] / 1e9:0.0} GB/s of float32", best[0] / best[1], Goal);
        }
    }

    private static void Mean(byte[][] files, UpdateEncoding encoding, double[] weights, int threads)
    {
        EncodedSum sum = new(GC.AllocateUninitializedArray<float>(encoding.Shape.Length), begun: false, threads);
        for (var i = 0; i < files.Length; i++)
        {
            sum.Add(encoding, files[i], weights[i], "a file of the benchmark");
        }

        GC.KeepAlive(sum.Finish());
    }

    private static void Mean(UpdateSet updates, double[] weights, int threads)
    {
        var sum = new WeightedSum<float>(updates.Clients[0].Length, threads);
        for (var i = 0; i < updates.Clients.Count; i++)
        {
            sum.Add(updates.Clients[i], weights[i]);
        }

        GC.KeepAlive(sum.Finish());
    }
}
