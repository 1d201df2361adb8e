using System.Globalization;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

/// <summary>Decides whether a federation ends before its last round.</summary>
public static class StopRule
{
    /// <summary>Says why a federation ends after a committed round.</summary>
    /// <param name="stop">When it is to end; null where only after its last round.</param>
    /// <param name="standing">The standing after the round.</param>
    /// <param name="round">The round's number.</param>
    /// <returns>The reason, for people; null where it goes on.</returns>
    public static string? Reason(StopSpec? stop, Standing standing, int round)
    {
        ArgumentNullException.ThrowIfNull(standing);
        if (stop is null)
        {
            return null;
        }

        var metric = stop.Watch.Metric;
        if (stop.Target is { } target && standing.Best is { } best && !WatchedFigure.IsBetter(metric, target, best))
        {
            return $"{metric} is {Text(best)} in round {standing.BestRound}, and {Text(target)} was the target";
        }

        if (stop.Patience is { } patience && round - (standing.BestRound ?? 0) >= patience)
        {
            return $"no better {metric} in {patience} {(patience == 1 ? "round" : "rounds")}{(standing.Best is { } so ? $"; the best is {Text(so)} in round {standing.BestRound}" : "")}";
        }

        return stop.Time is { } time && standing.Seconds >= time.TotalSeconds ? $"the rounds have taken {Duration.Format(time)} or more" : null;
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
