using OrleansFederation.Federations;
using OrleansFederation.Naming;

namespace OrleansFederation.Rounds;

/// <summary>Runs federations and takes the wall clock between their commits.</summary>
internal static class RoundClock
{
    /// <summary>Runs a spec to its end.</summary>
    /// <param name="grains">The way to the silos.</param>
    /// <param name="name">The federation's name.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="committed">Told the number of each round that was committed.</param>
    /// <returns>Seconds from one commit to the next by the silo's clock, the first from the call that started the federation.</returns>
    public static async Task<double[]> RunAsync(IGrainFactory grains, string name, string spec, CancellationToken cancellationToken, Action<int>? committed = null)
    {
        var federation = grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name));
        var before = TimeProvider.System.GetUtcNow();
        var result = await federation.StartAsync(spec, cancellationToken);
        if (result.Problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Problems));
        }

        List<double> seconds = [];
        await foreach (var happened in federation.WatchAsync(0, cancellationToken).WithCancellation(cancellationToken))
        {
            if (happened.Problem is { } problem)
            {
                throw new InvalidOperationException(problem.ToString());
            }

            if (happened.Kind == FederationEventKind.RoundCommitted)
            {
                seconds.Add((happened.At - before).TotalSeconds);
                before = happened.At;
                committed?.Invoke(happened.Round);
            }
        }

        return [.. seconds];
    }
}
