using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>
/// Decides which cluster a program talks to. What is said nearer counts: the command line, then the environment (<c>FED_PROFILE</c>,
/// <c>FED_GATEWAY</c>), then the current profile, then a silo in the program's own process. At each of these levels, gateways replace those
/// of a profile named at the same level; gateways alone take nothing from any profile, so that no credential goes to another cluster.
/// <c>FED_TOKEN</c>, else the file that <c>FED_TOKEN_FILE</c> names, replaces the profile's token.
/// </summary>
public static class ProfileChoice
{
    /// <summary>The name of a profile that consists of gateways alone.</summary>
    public const string Unnamed = "unnamed";

    /// <summary>Decides.</summary>
    /// <param name="store">The profiles. They are read only where one is named or nothing else is said.</param>
    /// <param name="profile">The profile that the command line names; null for none.</param>
    /// <param name="gateways">The gateways that the command line names, with commas between them; null for none.</param>
    /// <param name="local">Whether the command line asks for a silo in the program's own process.</param>
    /// <param name="variable">Gives a variable of the environment.</param>
    /// <returns>The profile; null for a silo in the program's own process.</returns>
    /// <exception cref="FederationException">FED2042 to FED2044, FED2047.</exception>
    public static ConnectionProfile? Of(ProfileStore store, string? profile, string? gateways, bool local, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(variable);
        var (named, replaced) = (profile, gateways);
        if (named is null && replaced is null)
        {
            if (local)
            {
                return null;
            }

            (named, replaced) = (NotEmpty("FED_PROFILE"), NotEmpty("FED_GATEWAY"));
        }

        if (named is null && replaced is null)
        {
            named = store.Read().Current;
        }

        var chosen = named switch
        {
            null when replaced is null => null,
            null => new ConnectionProfile { Name = Unnamed, Gateways = [] },
            ConnectionProfile.Local when replaced is not null =>
                throw FederationErrors.ProfileInvalid.Exception($"profile {ConnectionProfile.Local}", "it stands for a silo in this process, which has no gateway", "Name a profile or gateways, not both."),
            ConnectionProfile.Local => null,
            _ => Find(store, named),
        };
        if (chosen is null)
        {
            return null;
        }

        chosen = replaced is null ? chosen : chosen with { Gateways = ConnectionProfile.ReadGateways(replaced) };
        chosen = (NotEmpty("FED_TOKEN"), NotEmpty("FED_TOKEN_FILE")) switch
        {
            ({ } token, _) => chosen with { Token = token, TokenFile = null },
            (_, { } file) => chosen with { Token = null, TokenFile = Path.GetFullPath(file) },
            _ => chosen,
        };
        Problem[] problems = [.. chosen.Problems()];
        return problems.Length == 0 ? chosen : throw new FederationException(problems);

        string? NotEmpty(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Finds a profile.</summary>
    /// <param name="store">The profiles.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="FederationException">FED2042 where there is none of this name; FED2043, FED2047.</exception>
    public static ConnectionProfile Find(ProfileStore store, string name)
    {
        ArgumentNullException.ThrowIfNull(store);
        var book = store.Read();
        return book.Find(name) ?? throw FederationErrors.ProfileNotFound.Exception(
            $"profile '{name}'", book.Profiles.Count == 0 ? $"{store.Path} holds no profile" : $"{store.Path} holds {string.Join(", ", book.Profiles.Select(other => other.Name))}");
    }
}
