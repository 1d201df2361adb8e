using OrleansFederation.Grants;
using OrleansFederation.Hosting;

namespace OrleansFederation.Rounds;

/// <summary>An embedded silo over a temporary directory, and the wall clock between its commits.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private readonly string _directory;

    private BenchmarkSilo(string directory, EmbeddedSilo silo)
    {
        _directory = directory;
        Silo = silo;
    }

    public EmbeddedSilo Silo { get; }

    /// <summary>Starts a silo. Not async itself: what an async method sets of its context, its caller does not see.</summary>
    public static Task<BenchmarkSilo> StartAsync(string? postgres, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        PrincipalContext.Current = "benchmark";
        return OpenAsync(postgres, configure, cancellationToken);
    }

    private static async Task<BenchmarkSilo> OpenAsync(string? postgres, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("fed-benchmark-").FullName;
        return new(directory, await EmbeddedSilo.StartAsync(new(directory, postgres) { Configure = configure }, cancellationToken));
    }

    /// <inheritdoc cref="RoundClock.RunAsync"/>
    public Task<double[]> RunAsync(string name, string spec, CancellationToken cancellationToken, Action<int>? committed = null) =>
        RoundClock.RunAsync(Silo.Grains, name, spec, cancellationToken, committed);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
