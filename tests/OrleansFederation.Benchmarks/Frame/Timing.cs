using System.Diagnostics;

namespace OrleansFederation.Frame;

/// <summary>Times pieces of work.</summary>
internal static class Timing
{
    /// <summary>Runs several pieces of work in turn and gives the best time of each, so that what disturbs the machine strikes all alike.</summary>
    /// <param name="rounds">How often each runs after one run for warm-up.</param>
    /// <param name="cancellationToken">Cancels between runs.</param>
    /// <param name="work">The pieces of work.</param>
    /// <returns>The best seconds of each piece, in order.</returns>
    public static double[] BestOfEach(int rounds, CancellationToken cancellationToken, params ReadOnlySpan<Action> work)
    {
        var best = new double[work.Length];
        Array.Fill(best, double.PositiveInfinity);
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < work.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var started = Stopwatch.GetTimestamp();
                work[i]();
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (round >= 0)
                {
                    best[i] = Math.Min(best[i], seconds);
                }
            }
        }

        return best;
    }

    /// <summary>The value below which a share of the samples lies (nearest rank).</summary>
    /// <param name="samples">The samples, at least one, in any order.</param>
    /// <param name="share">The share, above 0 and at most 1: 0.5 gives the median.</param>
    public static double Percentile(IReadOnlyCollection<double> samples, double share)
    {
        double[] ordered = [.. samples.Order()];
        return ordered[Math.Clamp((int)Math.Ceiling(share * ordered.Length) - 1, 0, ordered.Length - 1)];
    }
}
