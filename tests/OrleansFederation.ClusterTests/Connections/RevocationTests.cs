using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>What a revocation list says, and what follows where there is none that holds.</summary>
public sealed class RevocationTests : IDisposable
{
    private readonly Authority _authority = new();

    [Fact]
    public void A_certificate_is_good_while_the_list_holds() => Assert.Null(Check(_authority.Client));

    [Fact]
    public void A_revoked_certificate_is_refused()
    {
        var files = _authority.Client;

        _authority.Revoke(files, files);

        Assert.Equal("the certificate was revoked", Check(files));
    }

    [Fact]
    public void A_list_keeps_what_was_revoked_when_it_is_renewed()
    {
        var files = _authority.Client;
        _authority.Revoke(files, files);

        _authority.Revoke(_authority.Client, files);

        Assert.Equal("the certificate was revoked", Check(files));
    }

    [Fact]
    public void A_list_that_has_ended_lets_nobody_in() =>
        Assert.Equal("the revocation list of its issuer is out of date", Check(_authority.Client, TimeSpan.FromDays(2)));

    [Fact]
    public void A_list_of_another_authority_says_nothing()
    {
        using var other = new Authority();

        Assert.Equal("there is no revocation list of its issuer", Check(_authority.Client with { RevocationList = other.ListPath }));
    }

    [Fact]
    public void A_list_that_was_changed_says_nothing()
    {
        var files = _authority.Client;
        var list = Convert.FromBase64String(string.Concat(File.ReadAllLines(files.RevocationList).Where(line => !line.StartsWith('-'))));
        list[^1] ^= 1;
        File.WriteAllBytes(files.RevocationList, list);

        Assert.Equal("there is no revocation list of its issuer", Check(files));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")]
    public void A_file_without_a_well_formed_list_is_FED2020(string text)
    {
        var files = _authority.Client;
        File.WriteAllText(files.RevocationList, text);

        Assert.Equal("FED2020", Assert.Throws<FederationException>(() => Check(files)).Code);
    }

    [Fact]
    public void A_missing_list_is_FED2020()
    {
        var files = _authority.Client;
        File.Delete(files.RevocationList);

        Assert.Equal("FED2020", Assert.Throws<FederationException>(() => Check(files)).Code);
    }

    [Fact]
    public void Asking_online_refuses_where_no_answer_comes()
    {
        var options = GuardedSilo.Options(_authority.Client);
        options.Revocation = RevocationPolicy.Online;

        Assert.Contains("RevocationStatusUnknown", Check(options, TimeSpan.Zero), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_policy_a_revoked_certificate_is_good()
    {
        var files = _authority.Client;
        _authority.Revoke(files, files);
        var options = GuardedSilo.Options(files);
        options.Revocation = RevocationPolicy.None;

        Assert.Null(Check(options, TimeSpan.Zero));
    }

    [Fact]
    public void Every_missing_setting_is_reported_at_once()
    {
        var result = new TlsOptionsValidator().Validate(null, new() { Certificate = "a" });

        Assert.Equal(3, result.Failures!.Count());
    }

    [Fact]
    public void A_required_certificate_that_is_missing_is_reported() =>
        Assert.Contains("Tls:Required", Assert.Single(new TlsOptionsValidator().Validate(null, new() { Required = true }).Failures!), StringComparison.Ordinal);

    public void Dispose() => _authority.Dispose();

    private static string? Check(IssuedFiles files, TimeSpan later = default) => Check(GuardedSilo.Options(files), later);

    private static string? Check(TlsOptions options, TimeSpan later)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(options.Certificate!));
        return TlsMaterial.Read(options, GuardedSilo.Cluster).Check(certificate, [], PeerRole.Caller, accepted: true, TimeProvider.System.GetUtcNow() + later).Refusal;
    }
}
