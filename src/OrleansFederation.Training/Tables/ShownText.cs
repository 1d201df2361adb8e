namespace OrleansFederation.Tables;

/// <summary>Values of files as messages show them.</summary>
internal static class ShownText
{
    private const int Longest = 40;

    /// <summary>Puts text between quotes, shortened, without control characters.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        var clean = string.Concat(text.Take(Longest).Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
        return $"'{clean}{(text.Length > Longest ? "…" : "")}'";
    }
}
