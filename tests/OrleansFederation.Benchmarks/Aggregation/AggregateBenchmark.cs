using OrleansFederation.Frame;

namespace OrleansFederation.Aggregation;

/// <summary>Measures the weighted mean of 100 updates of a million parameters against the machine's read bandwidth.</summary>
internal sealed class AggregateBenchmark : IBenchmark
{
    private const double Goal = 0.8;

    /// <inheritdoc/>
    public string Name => "aggregate";

    /// <inheritdoc/>
    public string Description => "weighted mean (fedavg) of 100 x 1M float32, against reading the same bytes";

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

        return Task.CompletedTask;
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
