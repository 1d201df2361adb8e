namespace OrleansFederation.Identity;

/// <summary>Reads and writes roles as words.</summary>
public static class RoleNames
{
    private static readonly (string Name, Roles Role)[] Single =
        [("operator", Roles.Operator), ("site", Roles.Site), ("consumer", Roles.Consumer), ("auditor", Roles.Auditor)];

    /// <summary>The words.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Single.Select(entry => entry.Name)];

    /// <summary>Gives the words of roles.</summary>
    /// <param name="roles">The roles.</param>
    public static string[] Of(Roles roles) => [.. Single.Where(entry => roles.HasFlag(entry.Role)).Select(entry => entry.Name)];

    /// <summary>Reads one word.</summary>
    /// <param name="name">The word.</param>
    /// <returns>The role; null where it is none.</returns>
    public static Roles? Read(string name) =>
        Single.FirstOrDefault(entry => entry.Name == name).Role is var role and not Roles.None ? role : null;
}
