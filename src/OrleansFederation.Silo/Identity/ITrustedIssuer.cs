using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansFederation.Identity;

/// <summary>Somebody whose tokens are accepted.</summary>
internal interface ITrustedIssuer
{
    /// <summary>The name as tokens give it.</summary>
    string Name { get; }

    /// <summary>What its tokens must be meant for.</summary>
    string Audience { get; }

    /// <summary>The signature algorithms that are accepted of it.</summary>
    IReadOnlyList<string> Algorithms { get; }

    /// <summary>The longest life of a token; null where the issuer decides.</summary>
    TimeSpan? LongestLife { get; }

    /// <summary>Rises when its keys change.</summary>
    int Generation { get; }

    /// <summary>Gives the keys that it signs with.</summary>
    /// <param name="kid">The key that a token names.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    ValueTask<IReadOnlyList<SecurityKey>> KeysAsync(string kid, CancellationToken cancellationToken);

    /// <summary>Makes a principal of a verified token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The principal; null where the token names no principal or no role.</returns>
    Principal? Read(JsonWebToken token);
}
