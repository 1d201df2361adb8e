namespace OrleansFederation.Federations;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The closest of some words: the same but for case, underscores and hyphens, or at most a third of its letters away.</summary>
    /// <param name="word">The word as written.</param>
    /// <param name="known">The words it may be.</param>
    /// <returns>The closest; null where none is close.</returns>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var folded = Fold(word);
        if (folded.Length is 0 or > 64)
        {
            return null;
        }

        return known
            .Select(candidate => (Candidate: candidate, Distance: Distance(folded, Fold(candidate))))
            .Where(pair => pair.Distance <= Math.Max(1, Math.Max(folded.Length, pair.Candidate.Length) / 3) && pair.Distance < pair.Candidate.Length)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    private static string Fold(string word) =>
        string.Concat(word.Where(c => c is not ('_' or '-' or ' '))).ToLowerInvariant();

    // Levenshtein's distance with swaps of neighbours as one step (Damerau 1964, optimal string alignment).
    private static int Distance(string a, string b)
    {
        var steps = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var best = Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, steps[i - 2, j - 2] + 1);
                }

                steps[i, j] = best;
            }
        }

        return steps[a.Length, b.Length];
    }
}
