namespace OrleansFederation.Rounds;

/// <summary>Whether memory stays flat over a thousand rounds of training that does nothing.</summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int Rounds = 1_000;
    private const int WarmUp = 100;

    public string Name => "memory";

    public string Description => "Resident memory over 1,000 rounds of no training: the last hundred beside the second hundred";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var resident = new double[Rounds + 1];
        await using var silo = await BenchmarkSilo.StartAsync(null, EmptyWork.AddTo, cancellationToken);
        await silo.RunAsync("memory", OverheadBenchmark.Spec("memory", Rounds), cancellationToken, round => resident[round] = Environment.WorkingSet / 1048576.0);
        var (early, late) = (resident[WarmUp..(2 * WarmUp)].Average(), resident[(Rounds - WarmUp)..].Average());
        await output.WriteLineAsync(FormattableString.Invariant(
            $"resident: {early:F0} MB in rounds {WarmUp}-{2 * WarmUp}, {late:F0} MB in rounds {Rounds - WarmUp}-{Rounds}: {late / early:F3}; peak {resident.Max():F0} MB"));
    }
}
