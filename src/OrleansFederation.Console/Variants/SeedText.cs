using System.Globalization;
using OrleansFederation.Errors;

namespace OrleansFederation.Variants;

/// <summary>Reads the seeds of a comparison: a number of them, or the seeds themselves.</summary>
internal static class SeedText
{
    /// <summary>The most seeds of a comparison.</summary>
    public const int Most = 32;

    /// <summary>Reads them.</summary>
    /// <param name="given">A count, seeds with commas between, or null for the first seed alone.</param>
    /// <param name="first">The spec's seed, from which a count goes on.</param>
    /// <exception cref="FederationException">FED1040.</exception>
    public static IReadOnlyList<long> Read(string? given, long first)
    {
        if (given is null)
        {
            return [first];
        }

        List<long> seeds = [];
        foreach (var text in given.Split(','))
        {
            seeds.Add(long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) && Math.Abs(seed) < 1_000_000_000_000_000
                ? seed : throw Wrong(given, $"'{text.Trim()}' is no whole number of at most 15 digits"));
        }

        if (!given.Contains(',', StringComparison.Ordinal))
        {
            return seeds[0] is >= 1 and <= Most ? [.. Enumerable.Range(0, (int)seeds[0]).Select(i => first + i)] : throw Wrong(given, $"the number of seeds must be from 1 to {Most}");
        }

        return seeds.Count > Most ? throw Wrong(given, $"there are {seeds.Count} seeds, and {Most} are allowed")
            : seeds.Distinct().Count() < seeds.Count ? throw Wrong(given, "a seed is given twice")
            : seeds;
    }

    private static FederationException Wrong(string given, string cause) =>
        FederationErrors.Usage.Exception($"--seeds {given}", cause, "Write how many, as in 3, or which, as in 1,7,9.");
}
