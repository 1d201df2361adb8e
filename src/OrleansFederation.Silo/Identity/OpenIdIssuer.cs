using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>An identity provider: its keys come from its metadata, which is fetched again when a token names a key that is not known, or from a file.</summary>
internal sealed class OpenIdIssuer : ITrustedIssuer
{
    private readonly IssuerOptions _options;
    private readonly WatchedKeys? _file;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _metadata;
    private IReadOnlyList<SecurityKey> _keys = [];

    public OpenIdIssuer(IssuerOptions options, string audience, TimeProvider clock, ILogger logger)
    {
        _options = options;
        Audience = options.Audience.Length > 0 ? options.Audience : audience;
        Algorithms = options.Algorithms is { Count: > 0 } named ? named : [SecurityAlgorithms.EcdsaSha256];
        if (options.KeySetFile.Length > 0)
        {
            _file = new(options.KeySetFile, ReadKeySet, clock, logger);
            return;
        }

        var address = IdentityOptionsValidator.MetadataOf(options);
        _metadata = new(address, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = !new Uri(address).IsLoopback });
    }

    /// <inheritdoc/>
    public string Name => _options.Issuer;

    /// <inheritdoc/>
    public string Audience { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms { get; }

    /// <inheritdoc/>
    public TimeSpan? LongestLife => null;

    /// <inheritdoc/>
    public int Generation
    {
        get
        {
            _ = _file?.Keys;
            return _file?.Generation ?? field;
        }
        private set;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SecurityKey>> KeysAsync(string kid, CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            return _file.Keys;
        }

        var configuration = await _metadata!.GetConfigurationAsync(cancellationToken);
        if (!configuration.SigningKeys.Any(key => key.KeyId == kid))
        {
            // A new key of the provider; how often this goes to the network is bounded by the library.
            _metadata.RequestRefresh();
            configuration = await _metadata.GetConfigurationAsync(cancellationToken);
        }

        IReadOnlyList<SecurityKey> keys = [.. configuration.SigningKeys];
        if (!keys.Select(key => key.KeyId).SequenceEqual(_keys.Select(key => key.KeyId)))
        {
            (_keys, Generation) = (keys, Generation + 1);
        }

        return keys;
    }

    /// <inheritdoc/>
    public Principal? Read(JsonWebToken token)
    {
        var name = TokenClaims.Texts(token, _options.NameClaim).FirstOrDefault();
        var roles = TokenClaims.Texts(token, _options.RoleClaim)
            .Select(value => _options.Roles.TryGetValue(value, out var role) ? RoleNames.Read(role) : null)
            .Aggregate(Roles.None, (all, role) => all | (role ?? Roles.None)) & ~Roles.Site;
        return name is { Length: > 0 } && TokenClaims.IsName(_options.Prefix + name) && roles is not Roles.None
            ? new(_options.Prefix + name, roles, null, TokenClaims.IdOf(token), TokenClaims.IssuedAt(token), TokenClaims.Until(token), null)
            : null;
    }

    private static IReadOnlyList<SecurityKey> ReadKeySet(string path)
    {
        try
        {
            return [.. new JsonWebKeySet(File.ReadAllText(path)).GetSigningKeys()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw FederationErrors.KeyUnusable.Exception(path, $"it is no readable JSON Web Key Set ({fault.GetType().Name})");
        }
    }
}
