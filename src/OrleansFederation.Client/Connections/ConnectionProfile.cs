using OrleansFederation.Errors;
using OrleansFederation.Naming;

namespace OrleansFederation.Connections;

/// <summary>Where a cluster is reached, and with which credentials.</summary>
public sealed record ConnectionProfile
{
    /// <summary>The name that stands for a silo in the program's own process, and that no profile may have.</summary>
    public const string Local = "local";

    /// <summary>The longest token that is taken.</summary>
    internal const int LongestToken = 16 * 1024;

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>The gateways of the cluster's silos as <c>HOST:PORT</c>, at least one.</summary>
    public required IReadOnlyList<string> Gateways { get; init; }

    /// <summary>The cluster's name.</summary>
    public string Cluster { get; init; } = ClusterAddress.DefaultName;

    /// <summary>The service's name.</summary>
    public string Service { get; init; } = ClusterAddress.DefaultName;

    /// <summary>The HTTP address of a coordinator, for artifacts, health and metrics; null where none is known.</summary>
    public string? Http { get; init; }

    /// <summary>The file that holds the token; read again when it changes.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The token itself, where it is kept with the profile.</summary>
    public string? Token { get; init; }

    /// <summary>The files for TLS; null for connections in plain text.</summary>
    public ConnectionSecurity? Security { get; init; }

    /// <summary>Where the cluster is reached.</summary>
    internal ClusterAddress Address => new(Gateways, Cluster, Service);

    /// <summary>The gateways of a list with commas between them.</summary>
    /// <param name="list">The list.</param>
    public static IReadOnlyList<string> ReadGateways(string list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Takes the white space around a token away, and refuses what cannot be one. What it holds is not repeated: it may be a secret of another kind.</summary>
    /// <param name="text">The text that should be a token.</param>
    /// <param name="place">Where it was found.</param>
    /// <exception cref="FederationException">FED2046.</exception>
    public static string CheckToken(string text, string place)
    {
        var token = (text ?? "").Trim();
        return token.Length is 0 or > LongestToken || token.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '~' or '+' or '/' or '='))
            ? throw FederationErrors.TokenUnusable.Exception(place, token.Length == 0 ? "it is empty" : "it is not one token: letters, digits and the marks . - _ ~ + / = without spaces")
            : token;
    }

    /// <summary>Gives everything that is wrong with the profile.</summary>
    public IReadOnlyList<Problem> Problems() => [.. Faults().Select(fault => FederationErrors.ProfileInvalid.At($"profile {Name}", fault))];

    /// <summary>Names the profile and its gateways; never its token.</summary>
    public override string ToString() => $"profile {Name} ({string.Join(", ", Gateways)})";

    private IEnumerable<string> Faults()
    {
        if (Name == Local || !Names.IsValid(Name))
        {
            yield return Name == Local ? "`local` stands for a silo in this process" : $"'{Name}' is no name: use a-z, 0-9, dot, underscore and hyphen";
        }

        if (Gateways.Count == 0)
        {
            yield return "it names no gateway";
        }

        foreach (var gateway in Gateways.Where(gateway => GatewayAddress.Read(gateway) is null))
        {
            yield return $"gateway '{gateway}' is not HOST:PORT";
        }

        foreach (var (what, name) in ((string, string)[])[("cluster", Cluster), ("service", Service)])
        {
            if (!Names.IsValid(name))
            {
                yield return $"{what} '{name}' is no name: use a-z, 0-9, dot, underscore and hyphen";
            }
        }

        if (Http is not null && !(Uri.TryCreate(Http, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0))
        {
            yield return "the HTTP address does not begin with http:// or https://, or holds a password";
        }

        if (Security is { } security && new[] { security.Authority, security.Certificate, security.Key }.Any(string.IsNullOrEmpty))
        {
            yield return "TLS needs authority, certificate and key together";
        }
    }
}
