using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Configuration;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>Which tokens are believed, on a clock that the test sets.</summary>
public sealed class TokenAuthorityTests : IDisposable
{
    private const string Audience = "cluster-a";

    private readonly TemporaryFolder _folder = new();
    private readonly SettableClock _clock = new();
    private readonly ECDsa _key;
    private readonly RevokedNames _revoked = new();

    public TokenAuthorityTests() => _key = KeyFile.Create(_folder["issuer.pem"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_names_principal_and_roles()
    {
        var verified = await Authority().VerifyAsync(Token("ada", Roles.Operator | Roles.Auditor), Cancel);

        Assert.Equal(("ada", Roles.Operator | Roles.Auditor), (verified.Principal!.Name, verified.Principal.Roles));
    }

    [Fact]
    public async Task A_token_ends_at_its_time_and_not_before_it_even_when_it_is_remembered()
    {
        var (authority, token) = (Authority(), Token("ada", Roles.Operator));

        Assert.NotNull((await authority.VerifyAsync(token, Cancel)).Principal);
        _clock.Now += TimeSpan.FromMinutes(60);
        Assert.NotNull((await authority.VerifyAsync(token, Cancel)).Principal);
        _clock.Now += TimeSpan.FromSeconds(31);
        Assert.Equal("FED4006", (await authority.VerifyAsync(token, Cancel)).Refusal!.Code);
    }

    [Fact]
    public async Task A_revoked_principal_is_refused_though_the_token_is_remembered()
    {
        var (authority, token) = (Authority(), Token("ada", Roles.Operator));
        Assert.NotNull((await authority.VerifyAsync(token, Cancel)).Principal);

        _revoked.Names.Add("ada");

        Assert.Equal("FED4008", (await authority.VerifyAsync(token, Cancel)).Refusal!.Code);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    public async Task Only_the_pinned_algorithm_is_accepted(string algorithm)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = new[] { "operator" } };
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var credentials = algorithm switch
        {
            // The classic: the public key, which everybody has, used as a shared secret.
            "HS256" => new SigningCredentials(new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()) { KeyId = KeyThumbprint.Of(_key) }, "HS256"),
            "ES384" => new SigningCredentials(new ECDsaSecurityKey(other) { KeyId = KeyThumbprint.Of(_key) }, "ES384"),
            _ => null,
        };
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenIssuer.Name,
            Audience = Audience,
            IssuedAt = _clock.Now.UtcDateTime,
            NotBefore = _clock.Now.UtcDateTime,
            Expires = _clock.Now.AddHours(1).UtcDateTime,
            Claims = claims,
            SigningCredentials = credentials,
        });

        Assert.Equal("FED4007", (await Authority().VerifyAsync(token, Cancel)).Refusal!.Code);
    }

    [Fact]
    public async Task A_changed_claim_spoils_the_signature()
    {
        var parts = Token("ada", Roles.Consumer).Split('.');
        var changed = Base64UrlEncoder.Decode(parts[1]).Replace("consumer", "operator", StringComparison.Ordinal);

        var verified = await Authority().VerifyAsync($"{parts[0]}.{Base64UrlEncoder.Encode(changed)}.{parts[2]}", Cancel);

        Assert.Equal("FED4007", verified.Refusal!.Code);
    }

    [Fact]
    public async Task A_token_that_lives_longer_than_the_cluster_allows_is_refused() =>
        Assert.Equal("FED4007", (await Authority().VerifyAsync(
            TokenIssuer.Issue(_key, Audience, "ada", Roles.Operator, null, _clock.Now, TimeSpan.FromDays(367)), Cancel)).Refusal!.Code);

    [Fact]
    public async Task A_key_taken_out_of_the_file_is_not_believed_any_more_and_a_new_one_is()
    {
        var (authority, old) = (Authority(), Token("ada", Roles.Operator));
        Assert.NotNull((await authority.VerifyAsync(old, Cancel)).Principal);
        using var next = KeyFile.Create(_folder["next.pem"]);

        File.Copy(_folder["next.pem.pub"], _folder["issuer.pem.pub"], overwrite: true);
        File.SetLastWriteTimeUtc(_folder["issuer.pem.pub"], _clock.Now.UtcDateTime);
        _clock.Now += TimeSpan.FromSeconds(10);

        Assert.Equal("FED4007", (await authority.VerifyAsync(old, Cancel)).Refusal!.Code);
        Assert.NotNull((await authority.VerifyAsync(Token("ada", Roles.Operator, next), Cancel)).Principal);
    }

    [Fact]
    public async Task A_provider_gives_the_roles_that_the_configuration_maps_under_names_of_its_own()
    {
        using var provider = RSA.Create(2048);
        var key = new RsaSecurityKey(provider) { KeyId = "k1" };
        await File.WriteAllTextAsync(
            _folder["jwks.json"], JsonSerializer.Serialize(new { keys = new[] { JwkOf(key) } }), Cancel);
        var issuer = new IssuerOptions { Issuer = "https://id.example", KeySetFile = _folder["jwks.json"], Prefix = "example:", RoleClaim = "groups" };
        issuer.Algorithms.Add("RS256");
        issuer.Roles["ml-admins"] = "operator";

        var verified = await Authority(issuer).VerifyAsync(Foreign(key, "RS256", "ada", ["ml-admins", "site", "operator"]), Cancel);

        Assert.Equal(("example:ada", Roles.Operator), (verified.Principal!.Name, verified.Principal.Roles));
        Assert.Equal("FED4007", (await Authority(issuer).VerifyAsync(Foreign(key, "RS256", "bob", ["operator"]), Cancel)).Refusal!.Code);
    }

    [Fact]
    public void A_provider_without_a_prefix_or_with_an_unsafe_address_does_not_pass_validation()
    {
        var options = new IdentityOptions();
        options.Issuers.Add(new IssuerOptions { Issuer = "http://id.example" });
        options.Issuers.Add(new IssuerOptions { Issuer = TokenIssuer.Name, Prefix = "x:", KeySetFile = "keys" });

        var result = new IdentityOptionsValidator(new()).Validate(null, options);

        Assert.Contains(result.Failures!, failure => failure.Contains("Prefix", StringComparison.Ordinal));
        Assert.Contains(result.Failures!, failure => failure.Contains("neither https", StringComparison.Ordinal));
        Assert.Contains(result.Failures!, failure => failure.Contains("the cluster's own", StringComparison.Ordinal));
    }

    [Fact]
    public void The_memory_of_tokens_is_bounded_and_the_longest_unused_gives_way()
    {
        var cache = new TokenCache(2, _clock);
        var issuer = new LocalIssuer(new(_folder["issuer.pem.pub"], LocalIssuer.ReadKeys, _clock, NullLogger.Instance), Audience, TimeSpan.FromDays(1));
        Principal Named(string name) => new(name, Roles.Operator, null, null, _clock.Now, _clock.Now.AddHours(1), null);

        cache.Add("a", Named("a"), _clock.Now.AddHours(1), issuer, 0);
        cache.Add("b", Named("b"), _clock.Now.AddHours(1), issuer, 0);
        Assert.NotNull(cache.Find("a"));
        cache.Add("c", Named("c"), _clock.Now.AddHours(1), issuer, 0);

        Assert.Equal((2, true, false), (cache.Count, cache.Find("a") is not null, cache.Find("b") is not null));
    }

    [Fact]
    public void A_private_key_is_readable_by_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["issuer.pem"]));
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private TokenAuthority Authority(params IssuerOptions[] issuers)
    {
        var options = new IdentityOptions { KeyFile = _folder["issuer.pem.pub"] };
        options.Issuers.AddRange(issuers);
        return new(Options.Create(options), Options.Create(new ClusterOptions { ClusterId = Audience }), _revoked, [], _clock, NullLogger<TokenAuthority>.Instance);
    }

    private string Token(string name, Roles roles, ECDsa? key = null) =>
        TokenIssuer.Issue(key ?? _key, Audience, name, roles, null, _clock.Now, TimeSpan.FromHours(1));

    private string Foreign(SecurityKey key, string algorithm, string name, string[] groups) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://id.example",
        Audience = Audience,
        IssuedAt = _clock.Now.UtcDateTime,
        NotBefore = _clock.Now.UtcDateTime,
        Expires = _clock.Now.AddHours(1).UtcDateTime,
        Claims = new Dictionary<string, object> { ["sub"] = name, ["groups"] = groups },
        SigningCredentials = new(key, algorithm),
    });

    private static Dictionary<string, string> JwkOf(RsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        return new() { ["kty"] = jwk.Kty, ["kid"] = key.KeyId, ["n"] = jwk.N, ["e"] = jwk.E, ["use"] = "sig" };
    }

    private sealed class RevokedNames : IRevocations
    {
        public HashSet<string> Names { get; } = [];

        public Task<bool> IsRevokedAsync(Principal principal, CancellationToken cancellationToken) => Task.FromResult(Names.Contains(principal.Name));
    }
}
