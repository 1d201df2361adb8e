namespace OrleansFederation.Rounds;

/// <summary>How long a set of overlapping pieces of work lasted.</summary>
public static class WorkTime
{
    /// <summary>Measures the union of intervals, counting only what lies after a moment.</summary>
    /// <param name="work">Beginnings and lengths.</param>
    /// <param name="since">What lies before is not counted.</param>
    /// <returns>Seconds, 0 or more.</returns>
    public static double UnionSeconds(IEnumerable<(DateTimeOffset Start, double Seconds)> work, DateTimeOffset since)
    {
        var (total, end) = (0.0, since);
        foreach (var (start, seconds) in work.OrderBy(piece => piece.Start))
        {
            var (from, to) = (start > end ? start : end, start.AddSeconds(seconds));
            if (to > from)
            {
                total += (to - from).TotalSeconds;
                end = to;
            }
        }

        return total;
    }
}
