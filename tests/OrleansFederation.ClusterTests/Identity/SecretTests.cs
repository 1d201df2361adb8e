using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>Plants secrets and data, does everything with them, and looks for them in every log line and recorded call.</summary>
public sealed class SecretTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    private const float Planted = 31337.625f;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_log_line_and_no_recorded_call_holds_a_secret_an_input_or_an_example()
    {
        var token = silo.Token("ada", Roles.Operator | Roles.Consumer);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = silo.Token("ada", Roles.Operator, key: stranger);
        var client = new FederationClient(await silo.ConnectAsync(), null, TimeProvider.System, token);

        await client.StartAsync(TinySpecs.Digits("planted"), Cancel);
        await foreach (var _ in client.WatchAsync("planted", 0, Cancel))
        {
        }

        var example = await client.GetExampleAsync("planted", 0, Cancel);
        var input = Enumerable.Repeat(Planted, 784).ToArray();
        await client.InferAsync("planted", new(null, input), Cancel);
        await Assert.ThrowsAsync<FederationException>(() => client.InferAsync("planted", new(null, input[..783]), Cancel));
        var invitation = await client.InviteSiteAsync("planted", TimeSpan.FromHours(1), Cancel);
        var intruder = new FederationClient(await silo.ConnectAsync(), null, TimeProvider.System, forged);
        await Assert.ThrowsAsync<FederationException>(() => intruder.InferAsync("planted", new("PLANTED-reference", input), Cancel));
        using (var http = new HttpClient())
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Http, "/enrol/PLANTED-path"));
            ask.Headers.Authorization = new("Bearer", forged);
            using var answer = await http.SendAsync(ask, Cancel);
        }

        var audit = silo.Application.Services.GetRequiredService<AuditLog>();
        await audit.WriteAsync(Cancel);
        var recorded = await silo.Application.Services.GetRequiredService<IAuditStore>().ListAsync(new(DateTimeOffset.UnixEpoch, null, null, 10_000), Cancel);
        string[] places = [.. silo.Logs.Lines, .. recorded.Select(entry => entry.ToString())];
        (string What, string Text)[] secrets =
        [
            ("token", token), ("forged token", forged), ("token's signature", token.Split('.')[2]),
            ("cluster secret", GuardedSilo.Secret), ("proof", silo.Application.Services.GetRequiredService<ClusterSecret>().Proof),
            ("database password", GuardedSilo.DatabasePassword),
            ("invitation", invitation.Code.Split('.')[1]),
            ("issuer's key", Convert.ToBase64String(silo.IssuerKey.ExportPkcs8PrivateKey())[40..80]),
            ("input", Planted.ToString(CultureInfo.InvariantCulture)),
            ("example", example.Input.First(value => value is > 0.01f and < 0.99f).ToString("R", CultureInfo.InvariantCulture)),
            ("reference", "PLANTED-reference"),
        ];

        Assert.Contains(places, place => place.Contains(" Trace ", StringComparison.Ordinal));
        Assert.Contains(recorded, entry => entry.What == "of.site/invite");
        foreach (var (what, text) in secrets)
        {
            var found = places.FirstOrDefault(place => place.Contains(text, StringComparison.Ordinal));
            Assert.True(found is null, $"the {what} is in: {found}");
        }
    }
}
