using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Configuration;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>
/// Verifies tokens: signature by a pinned algorithm and a key of the named issuer, audience, times, revocation. A verified signature is
/// remembered; whether token, principal or site key was revoked is asked anew for every call.
/// </summary>
internal sealed partial class TokenAuthority
{
    private const int LongestToken = 8192;

    private readonly IdentityOptions _options;
    private readonly string _audience;
    private readonly Dictionary<string, ITrustedIssuer> _issuers;
    private readonly TokenCache _cache;
    private readonly IRevocations _revocations;
    private readonly ISiteStore? _sites;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    public TokenAuthority(
        IOptions<IdentityOptions> options,
        IOptions<ClusterOptions> cluster,
        IRevocations revocations,
        IEnumerable<ISiteStore> sites,
        TimeProvider clock,
        ILogger<TokenAuthority> logger)
    {
        (_options, _revocations, _sites, _clock, _logger) = (options.Value, revocations, sites.FirstOrDefault(), clock, logger);
        _audience = _options.Audience.Length > 0 ? _options.Audience : cluster.Value.ClusterId;
        _cache = new(_options.RememberedTokens, clock);
        var issuers = _options.Issuers.Select(ITrustedIssuer (issuer) => new OpenIdIssuer(issuer, _audience, clock, logger));
        if (_options.KeyFile.Length > 0)
        {
            issuers = issuers.Append(new LocalIssuer(new(_options.KeyFile, LocalIssuer.ReadKeys, clock, logger), _audience, _options.LongestLife));
        }

        _issuers = issuers.ToDictionary(issuer => issuer.Name, StringComparer.Ordinal);
    }

    /// <summary>What tokens must be meant for.</summary>
    public string Audience => _audience;

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token; null where the caller shows none.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    public async ValueTask<Verification> VerifyAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Verification.Refused(FederationErrors.NoCredential, "the caller shows none");
        }

        if (token.Length > LongestToken)
        {
            return Verification.Refused(FederationErrors.TokenInvalid, $"it is longer than {LongestToken} characters");
        }

        var key = TokenCache.KeyOf(token);
        var verified = _cache.Find(key) is { } known ? new(known, null) : await ReadAsync(token, key, cancellationToken);
        if (verified.Principal is not { } principal)
        {
            return verified;
        }

        return await _revocations.IsRevokedAsync(principal, cancellationToken)
            ? Verification.Refused(FederationErrors.TokenRevoked, $"an operator revoked it, or all tokens of '{principal.Name}'")
            : verified;
    }

    /// <summary>Verifies what a site's key signed, whether or not the key is approved; for a site that asks how far it has come.</summary>
    /// <param name="token">The token; null where the caller shows none.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    /// <returns>The key; null where the token is not one of a key that joined.</returns>
    public async Task<SiteKey?> VerifySiteKeyAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: > 0 and <= LongestToken } || Parse(token) is not { } parsed || await SiteKeyAsync(parsed, cancellationToken) is not { } key)
        {
            return null;
        }

        return (await ValidateAsync(parsed, Issuer(key), cancellationToken)).Principal is null ? null : key;
    }

    private async Task<Verification> ReadAsync(string token, string cacheKey, CancellationToken cancellationToken)
    {
        if (Parse(token) is not { } parsed)
        {
            return Verification.Refused(FederationErrors.TokenInvalid, "it is not a signed JSON Web Token");
        }

        if (parsed.Issuer.StartsWith(TokenIssuer.SitePrefix, StringComparison.Ordinal))
        {
            return await ReadSiteAsync(parsed, cancellationToken);
        }

        if (!_issuers.TryGetValue(parsed.Issuer, out var issuer))
        {
            return Verification.Refused(FederationErrors.TokenInvalid, "its issuer is not one that this cluster trusts");
        }

        var generation = issuer.Generation;
        var verified = await ValidateAsync(parsed, issuer, cancellationToken);
        if (verified.Principal is { } principal)
        {
            _cache.Add(cacheKey, principal, principal.Until + _options.ClockSkew, issuer, generation);
        }

        return verified;
    }

    private async Task<Verification> ReadSiteAsync(JsonWebToken parsed, CancellationToken cancellationToken)
    {
        if (await SiteKeyAsync(parsed, cancellationToken) is not { } key)
        {
            return Verification.Refused(FederationErrors.TokenInvalid, "it names no key that a site has joined with");
        }

        var verified = await ValidateAsync(parsed, Issuer(key), cancellationToken);
        return verified.Principal is null || key.View.State is SiteKeyState.Approved
            ? verified
            : new(null, FederationErrors.SiteNotApproved.At($"site {key.View.Site}", $"its key is {key.View.State.ToString().ToLowerInvariant()}"));
    }

    private async Task<SiteKey?> SiteKeyAsync(JsonWebToken parsed, CancellationToken cancellationToken) =>
        _sites is not null && TokenClaims.IsName(parsed.Kid)
        && await _sites.FindAsync(parsed.Kid, cancellationToken) is { } key
        && parsed.Issuer == TokenIssuer.SitePrefix + key.View.Site
            ? key
            : null;

    private SiteIssuer Issuer(SiteKey key) => new(key, _audience, _options.LongestSiteLife);

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return new(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException)
        {
            // Whatever is no token is refused; the cause says so, without repeating what was sent.
            return null;
        }
    }

    private async Task<Verification> ValidateAsync(JsonWebToken token, ITrustedIssuer issuer, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecurityKey> keys;
        try
        {
            keys = await issuer.KeysAsync(token.Kid, cancellationToken);
        }
        catch (InvalidOperationException fault)
        {
            LogNoKeys(issuer.Name, fault.InnerException?.GetType().Name ?? fault.GetType().Name);
            return Verification.Refused(FederationErrors.TokenInvalid, "the keys of its issuer cannot be fetched");
        }

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = issuer.Algorithms,
            ValidIssuer = issuer.Name,
            ValidAudience = issuer.Audience,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsWithin(notBefore, expires),
        });
        if (!result.IsValid)
        {
            return result.Exception is SecurityTokenInvalidLifetimeException
                ? Verification.Refused(FederationErrors.TokenExpired, $"it is valid from {token.ValidFrom:u} to {token.ValidTo:u}")
                : Verification.Refused(FederationErrors.TokenInvalid, CauseOf(result.Exception));
        }

        if (issuer.LongestLife is { } longest && token.ValidTo - token.IssuedAt > longest)
        {
            return Verification.Refused(FederationErrors.TokenInvalid, $"it is made to live longer than {longest}");
        }

        return issuer.Read(token) is { } principal
            ? new(principal, null)
            : Verification.Refused(FederationErrors.TokenInvalid, "it names no principal with a role in this cluster");
    }

    private bool IsWithin(DateTime? notBefore, DateTime? expires)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + _options.ClockSkew && (notBefore is not { } start || start - _options.ClockSkew <= now);
    }

    private static string CauseOf(Exception? fault) => fault switch
    {
        SecurityTokenInvalidAudienceException => "it is meant for another cluster",
        SecurityTokenInvalidAlgorithmException => "its algorithm is not accepted",
        SecurityTokenNoExpirationException => "it has no end",
        SecurityTokenInvalidIssuerException => "its issuer is not one that this cluster trusts",
        _ => "no key of its issuer made its signature",
    };

    [LoggerMessage(4000, LogLevel.Warning, "The keys of the issuer {Issuer} cannot be fetched: {Fault}")]
    private partial void LogNoKeys(string issuer, string fault);
}
