using System.Globalization;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>Decides by a round's figures whether its version is promoted and whether it is the best, and what that makes of the federation's standing.</summary>
public static class Promotion
{
    /// <summary>Judges a round.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="standing">The standing before the round.</param>
    /// <param name="baseVersion">The version that the round started from; null for the initial parameters.</param>
    /// <param name="central">The figures on the central test set.</param>
    /// <param name="federated">The merged figures of the clients.</param>
    public static RoundVerdict Judge(FederationSpec spec, Standing standing, int? baseVersion, Metrics? central, Metrics? federated)
    {
        var gated = spec.Gate is { } gate ? Read(gate.Watch) : null;
        var watched = spec.Stop is { } stop ? Read(stop.Watch) : null;
        var heldBack = spec.Gate is { } bound && standing.Head is { } head && baseVersion is { } parent ? HeldBack(bound, gated, head, parent) : null;
        return new(heldBack, heldBack is null && watched is { } value && IsBest(spec.Stop!, value, standing.Best), gated, watched);

        double? Read(WatchSpec watch) => WatchedFigure.Read(watch.Metric, watch.On == WatchedSet.Central ? central : federated);
    }

    /// <summary>The standing after a committed round.</summary>
    /// <param name="standing">The standing before.</param>
    /// <param name="verdict">What was decided.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="version">The version that it published.</param>
    /// <param name="seconds">The seconds that it took.</param>
    public static Standing After(Standing standing, RoundVerdict verdict, int round, int version, double seconds)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(verdict);
        standing = standing with { Seconds = standing.Seconds + seconds, Head = verdict.HeldBack is null ? verdict.Gated : standing.Head };
        return verdict.IsBest ? standing with { Best = verdict.Watched, BestRound = round, BestVersion = version } : standing;
    }

    private static bool IsBest(StopSpec stop, double value, double? best) =>
        best is not { } before || WatchedFigure.IsBetter(stop.Watch.Metric, value, before, stop.Improvement);

    private static string? HeldBack(GateSpec gate, double? value, double head, int parent)
    {
        var (metric, on) = (gate.Watch.Metric, gate.Watch.On == WatchedSet.Central ? "the central test set" : "the clients' tests");
        return value switch
        {
            null => $"its {metric} on {on} could not be computed, that of v{parent} is {Text(head)}",
            { } known when WatchedFigure.IsBetter(metric, head, known, gate.Worse) => $"its {metric} on {on} is {Text(known)}, worse than the {Text(head)} of v{parent} by more than {Text(gate.Worse)}",
            _ => null,
        };
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
