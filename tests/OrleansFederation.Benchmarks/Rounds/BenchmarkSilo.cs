using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Hosting;
using OrleansFederation.Naming;

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

    /// <summary>Runs a spec to its end.</summary>
    /// <returns>Seconds from one commit to the next, the first from the start.</returns>
    public async Task<double[]> RunAsync(string name, string spec, CancellationToken cancellationToken, Action<int>? committed = null)
    {
        var federation = Silo.Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name));
        var before = Stopwatch.GetTimestamp();
        var result = await federation.StartAsync(spec, cancellationToken);
        if (result.Problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Problems));
        }

        List<double> seconds = [];
        await foreach (var happened in federation.WatchAsync(0, cancellationToken).WithBatchSize(1).WithCancellation(cancellationToken))
        {
            if (happened.Problem is { } problem)
            {
                throw new InvalidOperationException(problem.ToString());
            }

            if (happened.Kind == FederationEventKind.RoundCommitted)
            {
                seconds.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
                before = Stopwatch.GetTimestamp();
                committed?.Invoke(happened.Round);
            }
        }

        return [.. seconds];
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
