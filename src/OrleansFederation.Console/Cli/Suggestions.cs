namespace OrleansFederation.Cli;

/// <summary>Finds what was probably meant by a word that is not known.</summary>
internal static class Suggestions
{
    private const int Most = 3;

    /// <summary>Gives the nearest candidates: those that a third of the letters, at most three, would have to change for.</summary>
    public static IReadOnlyList<string> For(string word, IEnumerable<string> candidates)
    {
        var bound = Math.Clamp(word.Length / 3, 1, 3);
        return
        [
            .. candidates.Select(candidate => (Text: candidate, Distance: Distance(word, candidate)))
                .Where(candidate => candidate.Distance <= bound || (word.Length >= 3 && candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
                .Take(Most).Select(candidate => candidate.Text),
        ];
    }

    /// <summary>Writes candidates as people say them.</summary>
    public static string Join(IReadOnlyList<string> candidates) => candidates switch
    {
        [] => "",
        [var only] => $"`{only}`",
        [.., var last] => $"{string.Join(", ", candidates.SkipLast(1).Select(candidate => $"`{candidate}`"))} or `{last}`",
    };

    /// <summary>Counts the letters to insert, remove, change or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        a = a.ToUpperInvariant();
        b = b.ToUpperInvariant();
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
