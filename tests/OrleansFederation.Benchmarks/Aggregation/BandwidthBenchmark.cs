namespace OrleansFederation.Aggregation;

/// <summary>Measures how fast this machine reads memory: the limit of everything that reads each update once.</summary>
internal sealed class BandwidthBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "bandwidth";

    /// <inheritdoc/>
    public string Description => "reads 400 MB of float32 and does nothing with them: the bare limit of aggregation";

    /// <inheritdoc/>
    public Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var updates = new UpdateSet(clients: 100, length: 1_000_000);
        foreach (var threads in UpdateSet.ThreadCounts)
        {
            var best = Timing.BestOfEach(20, cancellationToken, () => updates.ReadAll(threads));
            Report.Figure(output, $"read, {threads} thread(s)", $"{best[0] * 1e3:0.0} ms, {updates.Bytes / best[0] / 1e9:0.0} GB/s");
        }

        return Task.CompletedTask;
    }
}
