using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Identity;

/// <summary>Whom a silo believes.</summary>
public sealed class IdentityOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Identity";

    /// <summary>The cluster that tokens must be meant for (their claim <c>aud</c>). Empty takes the cluster's id.</summary>
    public string Audience { get; set; } = "";

    /// <summary>PEM file with the public keys of the cluster's own issuer, as <c>fed token key</c> makes them. Empty: the cluster has no issuer of its own.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Identity providers (OpenID Connect) whose tokens are accepted as well.</summary>
    [ValidateEnumeratedItems]
    public List<IssuerOptions> Issuers { get; } = [];

    /// <summary>
    /// The secret that all silos of the cluster share and prove themselves with to one another, at least 32 characters. Empty: made at
    /// random, so that no other process is taken for a silo of this cluster.
    /// </summary>
    public string ClusterSecret { get; set; } = "";

    /// <summary>A file that holds the secret; it wins over <see cref="ClusterSecret"/>.</summary>
    public string ClusterSecretFile { get; set; } = "";

    /// <summary>How far clocks may be apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest life of a token of the cluster's own issuer. A longer one is refused, so that a leaked key file is not for ever.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan LongestLife { get; set; } = TimeSpan.FromDays(366);

    /// <summary>The longest life of a token that a site signs for itself. Sites make one when they need it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LongestSiteLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many verified tokens are remembered until they expire.</summary>
    [Range(16, 1_000_000)]
    public int RememberedTokens { get; set; } = 10_000;
}
