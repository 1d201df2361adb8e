namespace OrleansFederation.Connections;

/// <summary>The profiles of a user.</summary>
/// <param name="Profiles">The profiles by name.</param>
/// <param name="Current">The one that is used where nothing else is said; null for a silo in the program's own process.</param>
public sealed record ProfileBook(IReadOnlyList<ConnectionProfile> Profiles, string? Current)
{
    /// <summary>No profile.</summary>
    public static ProfileBook Empty { get; } = new([], null);

    /// <summary>Finds a profile; null where there is none of this name.</summary>
    /// <param name="name">Its name.</param>
    public ConnectionProfile? Find(string name) => Profiles.FirstOrDefault(profile => profile.Name == name);

    /// <summary>Adds a profile, or replaces the one of its name.</summary>
    /// <param name="profile">The profile.</param>
    public ProfileBook With(ConnectionProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return this with { Profiles = [.. Profiles.Where(other => other.Name != profile.Name).Append(profile).OrderBy(other => other.Name, StringComparer.Ordinal)] };
    }

    /// <summary>Removes a profile; the silo in the program's own process becomes the current one where it was that.</summary>
    /// <param name="name">Its name.</param>
    public ProfileBook Without(string name) => new([.. Profiles.Where(other => other.Name != name)], Current == name ? null : Current);
}
