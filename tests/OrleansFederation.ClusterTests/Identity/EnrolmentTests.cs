using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>A site joins over HTTP, is approved, and is revoked.</summary>
public sealed class EnrolmentTests(GuardedSilo silo) : IClassFixture<GuardedSilo>, IDisposable
{
    private readonly HttpClient _http = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_sites_key_signs_is_accepted_from_its_approval_to_its_revocation()
    {
        var ada = await OperatorAsync();
        var joined = await JoinAsync((await ada.InviteSiteAsync("north", TimeSpan.FromHours(1), Cancel)).Code);
        Assert.Equal(("north", "pending"), (joined.Site, joined.State));

        Assert.Equal("FED4017", await CodeAsync("north"));
        Assert.Equal("pending", await StateAsync(joined.Id));
        await ada.ApproveSiteAsync("north", joined.Id, Cancel);
        Assert.Null(await CodeAsync("north"));
        Assert.Equal("approved", await StateAsync(joined.Id));
        await ada.RevokeSiteAsync("north", null, Cancel);
        Assert.Equal("FED4017", await CodeAsync("north"));
        Assert.Equal("revoked", await StateAsync(joined.Id));
    }

    [Fact]
    public async Task A_key_speaks_for_its_own_site_only_whatever_it_signs()
    {
        var ada = await OperatorAsync();
        var joined = await JoinAsync((await ada.InviteSiteAsync("east", TimeSpan.FromHours(1), Cancel)).Code);
        await ada.ApproveSiteAsync("east", joined.Id, Cancel);

        Assert.Equal("FED4007", await CodeAsync("west"));
        var own = TokenIssuer.Issue(_key, GuardedSilo.Cluster, "ada", Roles.Operator, null, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        Assert.Equal("FED4007", (await Authority.VerifyAsync(own, Cancel)).Refusal!.Code);
        var tooLong = TokenIssuer.IssueForSite(_key, GuardedSilo.Cluster, "east", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2));
        Assert.Equal("FED4007", (await Authority.VerifyAsync(tooLong, Cancel)).Refusal!.Code);
    }

    [Fact]
    public async Task A_code_serves_one_key()
    {
        var code = (await (await OperatorAsync()).InviteSiteAsync("once", TimeSpan.FromHours(1), Cancel)).Code;
        await JoinAsync(code);
        using var thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var answer = await PostAsync(code, thief, thief);

        Assert.Equal((HttpStatusCode.Forbidden, "FED4015"), (answer.StatusCode, await CodeOfAsync(answer)));
    }

    [Fact]
    public async Task Who_does_not_hold_the_key_does_not_join_with_it()
    {
        var code = (await (await OperatorAsync()).InviteSiteAsync("proof", TimeSpan.FromHours(1), Cancel)).Code;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        using var stolen = await PostAsync(code, _key, other);
        using var foreign = await PostAsync(code, curve, curve);

        Assert.Equal(("FED4018", "FED4018"), (await CodeOfAsync(stolen), await CodeOfAsync(foreign)));
        Assert.Equal("pending", (await JoinAsync(code)).State);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"code":"nothing"}""")]
    [InlineData("""{"code":"north.aaaaaaaaaaaaaaaaaaaaaaaaaa","publicKey":"AAAA","signature":"AAAA"}""")]
    [InlineData("""{"code":5}""")]
    [InlineData("not json")]
    public async Task What_is_no_request_to_join_is_refused(string body)
    {
        using var answer = await _http.PostAsync(new Uri(silo.Http, "/enrol"), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        Assert.InRange((int)answer.StatusCode, 400, 403);
    }

    [Fact]
    public async Task A_request_beyond_the_size_is_refused()
    {
        using var answer = await _http.PostAsync(
            new Uri(silo.Http, "/enrol"), new StringContent($$"""{"code":"{{new string('x', 100_000)}}"}""", Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task How_far_a_key_has_come_is_told_to_its_holder_only()
    {
        var joined = await JoinAsync((await (await OperatorAsync()).InviteSiteAsync("told", TimeSpan.FromHours(1), Cancel)).Code);

        using var anonymous = await _http.GetAsync(new Uri(silo.Http, "/enrol/" + joined.Id), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private TokenAuthority Authority => silo.Application.Services.GetRequiredService<TokenAuthority>();

    private async Task<FederationClient> OperatorAsync() => new(await silo.GrainsAsync(), null, TimeProvider.System, silo.Token("ada", Roles.Operator));

    private async Task<EnrolmentAnswer> JoinAsync(string code)
    {
        using var answer = await PostAsync(code, _key, _key);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel))!;
    }

    private Task<HttpResponseMessage> PostAsync(string code, ECDsa shown, ECDsa signing) => _http.PostAsJsonAsync(
        new Uri(silo.Http, "/enrol"),
        new EnrolmentRequest(code, shown.ExportSubjectPublicKeyInfo(), signing.SignData(Encoding.UTF8.GetBytes(code), HashAlgorithmName.SHA256), null),
        Cancel);

    private async Task<string?> CodeAsync(string site) => (await Authority.VerifyAsync(Token(site), Cancel)).Refusal?.Code;

    private string Token(string site) => TokenIssuer.IssueForSite(_key, GuardedSilo.Cluster, site, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));

    private async Task<string> StateAsync(string id)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Http, "/enrol/" + id));
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token("north"));
        using var answer = await _http.SendAsync(ask, Cancel);
        return (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel))!.State;
    }

    private static async Task<string?> CodeOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))?["code"]?.GetValue<string>();
}
