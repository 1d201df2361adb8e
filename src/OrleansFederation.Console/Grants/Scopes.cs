namespace OrleansFederation.Grants;

/// <summary>Reads and writes scopes as words.</summary>
internal static class Scopes
{
    private static readonly (string Name, GrantScopes Scope)[] Single =
    [
        ("infer", GrantScopes.Infer), ("download", GrantScopes.Download), ("lineage", GrantScopes.Lineage),
        ("train", GrantScopes.Train), ("manage", GrantScopes.Manage),
    ];

    /// <summary>The words, for help and completion.</summary>
    public static string[] Names { get; } = [.. Single.Select(entry => entry.Name), "all"];

    /// <summary>Gives the words of scopes.</summary>
    public static string[] NamesOf(GrantScopes scopes) => [.. Single.Where(entry => scopes.HasFlag(entry.Scope)).Select(entry => entry.Name)];

    /// <summary>Reads words separated by commas.</summary>
    /// <returns>The scopes; null where a word is none of <see cref="Names"/>.</returns>
    public static GrantScopes? Read(string text)
    {
        var scopes = GrantScopes.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var scope = string.Equals(word, "all", StringComparison.OrdinalIgnoreCase)
                ? GrantScopes.All
                : Single.FirstOrDefault(entry => string.Equals(entry.Name, word, StringComparison.OrdinalIgnoreCase)).Scope;
            if (scope is GrantScopes.None)
            {
                return null;
            }

            scopes |= scope;
        }

        return scopes is GrantScopes.None ? null : scopes;
    }
}
