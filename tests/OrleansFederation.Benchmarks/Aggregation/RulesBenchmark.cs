using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

/// <summary>Measures the rules that need all updates: on 20 and 100 updates of a million parameters, beside reading the same bytes.</summary>
internal sealed class RulesBenchmark : IBenchmark
{
    private const int Length = 1_000_000;
    private const double Goal = 20;

    /// <inheritdoc/>
    public string Name => "rules";

    /// <inheritdoc/>
    public string Description => "median, trimmed mean and Krum of 20 x 1M and 100 x 1M float32, against reading the same bytes";

    /// <inheritdoc/>
    public Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var clients in new[] { 20, 100 })
        {
            var updates = new UpdateSet(clients, Length);
            Differ(updates);
            ReadOnlyMemory<float>[] memory = [.. updates.Clients.Select(update => (ReadOnlyMemory<float>)update)];
            var aggregate = new float[Length];
            foreach (var threads in UpdateSet.ThreadCounts)
            {
                var best = Timing.BestOfEach(
                    clients > 20 ? 5 : 20,
                    cancellationToken,
                    () => updates.ReadAll(threads),
                    () => Median.Of(memory, aggregate, threads),
                    () => TrimmedMean.Of(memory, aggregate, clients / 5, threads),
                    () => Krum(memory, threads));
                var where = $"{clients} x 1M, {threads} thread(s)";
                Report.Figure(output, $"read only, {where}", $"{best[0] * 1e3:0.0} ms, {updates.Bytes / best[0] / 1e9:0.0} GB/s");
                foreach (var (name, seconds) in new[] { ("median", best[1]), ("trimmed mean, a fifth at either end", best[2]), ("krum, distances of all pairs", best[3]) })
                {
                    var goal = clients == 20 && threads == 1 ? $"; goal: under {Goal} ms{(seconds * 1e3 < Goal ? "" : ", missed")}" : "";
                    Report.Figure(output, $"{name}, {where}", $"{seconds * 1e3:0.0} ms, {seconds / best[0]:0.0} x reading{goal}");
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Equal updates would spare the distances work.</summary>
    private static void Differ(UpdateSet updates)
    {
        foreach (var (client, update) in updates.Clients.Index())
        {
            var random = new SeededRandom((ulong)client);
            var shift = (float)random.NextDouble();
            for (var k = 0; k < update.Length; k++)
            {
                update[k] = update[(k * 7 + client) % update.Length] * 0.5f + shift * (k % 11);
            }
        }
    }

    private static void Krum(ReadOnlyMemory<float>[] updates, int threads)
    {
        var rule = new Krum();
        var sums = new DistanceSums(updates.Length);
        sums.Add(updates, threads);
        var weighing = rule.Weigh(sums.ToDistances(), [], AggregationRules.Settings(rule, ("byzantine", updates.Length / 4)));
        GC.KeepAlive(weighing.Weights);
    }
}
