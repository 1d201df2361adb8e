namespace OrleansFederation.Naming;

/// <summary>The one rule for names of federations, models, clients, sites, aliases and principals in keys.</summary>
public static class Names
{
    /// <summary>The longest name.</summary>
    public const int MaximumLength = 100;

    /// <summary>Tells whether a name is made of a-z, 0-9, '.', '_' and '-', begins with a letter or digit, and has 1 to 100 characters.</summary>
    /// <param name="name">The name to look at.</param>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaximumLength }
        && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');
}
