using OrleansFederation.Output;

namespace OrleansFederation.Data;

/// <summary>Says what reading data found.</summary>
internal static class DataText
{
    private const int Shown = 4;

    /// <summary>Says what was dropped and why.</summary>
    public static string Dropped(DataSummary data) => Counts(data.Dropped) is { Length: > 0 } counts ? counts : "nothing";

    /// <summary>Says which inputs lack values: those that lack the most.</summary>
    public static string Missing(DataSummary data) => Counts(data.Missing) is { Length: > 0 } counts ? counts : "nothing";

    /// <summary>Says which classes have no example.</summary>
    public static string Absent(DataSummary data) => data.AbsentClasses().Any() ? string.Join(", ", data.AbsentClasses()) : "none";

    private static string Counts(IReadOnlyDictionary<string, long> counts)
    {
        var largest = counts.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).ToList();
        return string.Join(", ", [
            .. largest.Take(Shown).Select(each => $"{Figures.Count(each.Value)} {each.Key}"),
            .. largest.Count > Shown ? [$"{Figures.Count(largest.Skip(Shown).Sum(each => each.Value))} in {largest.Count - Shown} more"] : (string[])[],
        ]);
    }
}
