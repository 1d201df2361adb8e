using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Identity;

/// <summary>An identity provider whose tokens are accepted.</summary>
public sealed class IssuerOptions
{
    /// <summary>The provider's name as its tokens give it (<c>iss</c>).</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>What its tokens must be meant for (<c>aud</c>). Empty takes the cluster's own audience.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Where its metadata is; empty takes <c>ISSUER/.well-known/openid-configuration</c>. HTTPS, or a loopback address.</summary>
    public string Metadata { get; set; } = "";

    /// <summary>A file with its keys (JWKS) instead of metadata from the network.</summary>
    public string KeySetFile { get; set; } = "";

    /// <summary>The signature algorithms that are accepted of it. Only asymmetric ones: ES256, ES384, RS256, PS256.</summary>
    public List<string> Algorithms { get; } = [];

    /// <summary>The claim that names the principal.</summary>
    [Required]
    public string NameClaim { get; set; } = "sub";

    /// <summary>What is put before the name, so that nobody can take a name of another issuer. Required, because names decide over grants.</summary>
    [Required]
    public string Prefix { get; set; } = "";

    /// <summary>The claim that holds roles or groups: a text, or an array of them.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Which value of the claim gives which role: operator, consumer or auditor. Values that are not named give none.</summary>
    public Dictionary<string, string> Roles { get; } = new(StringComparer.Ordinal);
}
