using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;
using OrleansFederation.Connections;
using OrleansFederation.Console;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>The command with which a site joins, against a running coordinator.</summary>
public sealed class SiteJoinCommandTests(Fixtures.GuardedSilo silo) : IClassFixture<Fixtures.GuardedSilo>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_joins_waits_for_its_approval_and_signs_tokens_that_are_accepted()
    {
        var ada = await OperatorAsync();
        var code = (await ada.InviteSiteAsync("harbour", TimeSpan.FromHours(1), Cancel)).Code;

        var joining = JoinAsync(code, "5m");
        await ada.ApproveSiteAsync("harbour", await PendingAsync(ada, "harbour"), Cancel);
        var (exitCode, output) = await joining;

        Assert.True(exitCode == ExitCodes.Ok, output);
        Assert.Equal(("harbour", "approved", Fixtures.GuardedSilo.Cluster), (Field(output, "site"), Field(output, "state"), Field(output, "cluster")));
        using var key = KeyFile.ReadPrivate(_folder[Path.Combine("site", "site.key")]);
        var token = TokenIssuer.IssueForSite(key, Fixtures.GuardedSilo.Cluster, "harbour", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        Assert.Equal(("site/harbour", Roles.Site), await VerifiedAsync(token));

        // What approval issued is all that a silo of the site needs for TLS, and says that it may carry this site and no other.
        var files = TlsMaterial.Read(new()
        {
            Certificate = Field(output, "certificate"),
            Key = _folder[Path.Combine("site", "site.key")],
            Authority = _folder[Path.Combine("site", "ca.crt")],
            RevocationList = _folder[Path.Combine("site", "ca.crl")],
        }, Fixtures.GuardedSilo.Cluster);
        Assert.Equal(["harbour"], files.Identity.Sites);
        Assert.False(files.Identity.Coordinator);
        Assert.Null(files.Check(files.Certificate, [], PeerRole.Silo, accepted: true, TimeProvider.System.GetUtcNow()).Refusal);
    }

    [Fact]
    public async Task The_key_of_a_site_signs_what_its_silo_shows_until_the_site_is_revoked()
    {
        var ada = await OperatorAsync();
        var joining = JoinAsync((await ada.InviteSiteAsync("quay", TimeSpan.FromHours(1), Cancel)).Code, "5m");
        await ada.ApproveSiteAsync("quay", await PendingAsync(ada, "quay"), Cancel);
        await joining;
        var credential = new FileArtifactCredential(
            Options.Create(new ArtifactsOptions { Credential = _folder[Path.Combine("site", "site.key")] }),
            Options.Create(new Hosting.SiloOptions { Sites = "quay" }),
            Options.Create(new IdentityOptions()),
            Options.Create(new Orleans.Configuration.ClusterOptions { ClusterId = Fixtures.GuardedSilo.Cluster }),
            TimeProvider.System);

        var token = await credential.GetTokenAsync(Cancel);

        Assert.Equal(("site/quay", Roles.Site), await VerifiedAsync(token!));
        Assert.Same(token, await credential.GetTokenAsync(Cancel));

        await ada.RevokeSiteAsync("quay", null, Cancel);
        Assert.Equal("FED4017", (await silo.Application.Services.GetRequiredService<TokenAuthority>().VerifyAsync(token, Cancel)).Refusal?.Code);
    }

    [Fact]
    public async Task A_code_that_nobody_gave_is_refused()
    {
        var (exitCode, output) = await JoinAsync("harbour." + new string('a', 26), "1m");

        Assert.Equal(ExitCodes.Refused, exitCode);
        Assert.Contains("FED4015", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<FederationClient> OperatorAsync() => new(await silo.GrainsAsync(), null, TimeProvider.System, silo.Token("ada", Roles.Operator));

    private string[] Arguments(string code, string wait) =>
        ["site", "join", code, "--url", silo.Http.ToString(), "--out", _folder["site"], "--wait", wait, "-o", "json"];

    private async Task<(int ExitCode, string Output)> JoinAsync(string code, string wait)
    {
        var ran = await CommandLine.RunAsync(Arguments(code, wait));
        return (ran.ExitCode, ran.ExitCode == ExitCodes.Ok ? ran.Output : ran.Error);
    }

    private static async Task<string> PendingAsync(FederationClient client, string site)
    {
        while (true)
        {
            Cancel.ThrowIfCancellationRequested();
            if ((await client.ListSitesAsync(Cancel)).FirstOrDefault(key => key.Site == site) is { } key)
            {
                return key.Id;
            }
        }
    }

    private async Task<(string, Roles)> VerifiedAsync(string token)
    {
        var verified = await silo.Application.Services.GetRequiredService<TokenAuthority>().VerifyAsync(token, Cancel);
        return (verified.Principal!.Name, verified.Principal.Roles);
    }

    private static string Field(string json, string name) => JsonNode.Parse(json)![name]!.GetValue<string>();
}
