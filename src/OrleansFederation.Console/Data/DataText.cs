using OrleansFederation.Output;

namespace OrleansFederation.Data;

/// <summary>Says what reading data found.</summary>
internal static class DataText
{
    private const int Shown = 4;

    /// <summary>Says what was dropped and why: there are few reasons.</summary>
    public static string Dropped(DataSummary data) => Counts(data.Dropped, int.MaxValue) is { Length: > 0 } counts ? counts : "nothing";

    /// <summary>Says which inputs lack values: those that lack the most.</summary>
    /// <param name="data">What was found.</param>
    /// <param name="most">The most inputs to name.</param>
    public static string Missing(DataSummary data, int most = Shown) => Counts(data.Missing, most) is { Length: > 0 } counts ? counts : "nothing";

    /// <summary>Says which classes have no example.</summary>
    public static string Absent(DataSummary data) => data.AbsentClasses().Any() ? string.Join(", ", data.AbsentClasses()) : "none";

    private static string Counts(IReadOnlyDictionary<string, long> counts, int most)
    {
        var largest = counts.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).ToList();
        return string.Join(", ", [
            .. largest.Take(most).Select(each => $"{Figures.Count(each.Value)} {each.Key}"),
            .. largest.Count > most ? [$"{Figures.Count(largest.Skip(most).Sum(each => each.Value))} in {largest.Count - most} more"] : (string[])[],
        ]);
    }
}
