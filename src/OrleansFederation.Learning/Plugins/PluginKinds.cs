namespace OrleansFederation.Plugins;

/// <summary>The kinds of plugins as people write them.</summary>
public static class PluginKinds
{
    /// <summary>All of them, for messages.</summary>
    public static string Words { get; } = string.Join(", ", Enum.GetValues<PluginKind>().Select(Word));

    /// <summary>The word for a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static string Word(PluginKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Reads a kind.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The kind; null where it is none.</returns>
    public static PluginKind? Parse(string word) => Enum.GetValues<PluginKind>().Where(kind => Word(kind) == word).Cast<PluginKind?>().FirstOrDefault();
}
