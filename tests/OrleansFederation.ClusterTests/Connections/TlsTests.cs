using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansFederation.Errors;
using OrleansFederation.Placement;

namespace OrleansFederation.Connections;

/// <summary>Who gets in where certificates are asked for.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(20);

    private readonly Authority _authority = new();
    private IssuedFiles _own = null!;
    private GuardedSilo _silo = null!;

    public async ValueTask InitializeAsync()
    {
        _own = _authority.Coordinator;
        _silo = await GuardedSilo.StartAsync(_own);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Two_silos_and_a_client_work_over_certificates()
    {
        await using var second = await GuardedSilo.StartAsync(_authority.Site("south"), _silo.SiloPort);
        using var client = await _silo.ConnectAsync(_authority.Client);

        Assert.Equal(2, await HostsAsync(client));
    }

    [Fact]
    public async Task A_silo_may_carry_and_be_what_its_certificate_says_and_nothing_else()
    {
        await using var second = await GuardedSilo.StartAsync(_authority.Site("south"), _silo.SiloPort);
        var (first, other) = (Address(_silo), Address(second));

        foreach (var claims in new[] { _silo, second }.Select(silo => silo.Services.GetRequiredService<ISiloClaims>()))
        {
            Assert.Equal(
                (true, false, false, true, false),
                (claims.MayCarry(other, "south"), claims.MayCarry(other, "north"), claims.MayCoordinate(other), claims.MayCoordinate(first), claims.MayCarry(first, "south")));
        }
    }

    [Fact]
    public async Task A_silo_in_the_name_of_another_is_refused()
    {
        await using var second = await GuardedSilo.StartAsync(_authority.Site("south"), _silo.SiloPort);
        await using var rogue = await RawCaller.ConnectAsync(_silo.SiloPort, tls: true, _authority.Site("north"));

        await rogue!.TrySendAsync(new WireFormat(_silo.Services).Preamble(WireFormat.SiloId, Address(second)));

        Assert.True((await rogue.ReadToEndAsync(Refused)).HungUp);
        await _silo.Log.WaitForAsync($"says that it is {Address(second).Endpoint}");
        Assert.True(_silo.Services.GetRequiredService<ISiloClaims>().MayCarry(Address(second), "south"));
    }

    [Fact]
    public async Task A_silo_of_a_site_in_the_name_of_this_one_is_refused()
    {
        await using var rogue = await RawCaller.ConnectAsync(_silo.SiloPort, tls: true, _authority.Site("north"));

        await rogue!.TrySendAsync(new WireFormat(_silo.Services).Preamble(WireFormat.SiloId, Address(_silo)));

        Assert.True((await rogue.ReadToEndAsync(Refused)).HungUp);
        await _silo.Log.WaitForAsync("says that it is this silo");
    }

    [Fact]
    public async Task A_silo_from_another_address_than_its_own_is_refused()
    {
        await using var rogue = await RawCaller.ConnectAsync(_silo.SiloPort, tls: true, _authority.Site("north"));

        await rogue!.TrySendAsync(new WireFormat(_silo.Services).Preamble(WireFormat.SiloId, SiloAddress.New(new IPEndPoint(IPAddress.Parse("10.0.0.9"), 11111), 1)));

        Assert.True((await rogue.ReadToEndAsync(Refused)).HungUp);
        await _silo.Log.WaitForAsync("127.0.0.1 says that it is 10.0.0.9:11111");
    }

    [Fact]
    public async Task A_client_in_plain_text_is_refused()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _silo.ConnectAsync(tls: null, within: TimeSpan.FromSeconds(2)));

        await _silo.Log.WaitForAsync("no TLS handshake");
    }

    [Fact]
    public async Task A_client_turns_away_from_a_gateway_that_is_no_coordinator()
    {
        await using var site = await GuardedSilo.StartAsync(_authority.Site("south"), _silo.SiloPort);

        await Assert.ThrowsAnyAsync<Exception>(() => site.ConnectAsync(_authority.Client, TimeSpan.FromSeconds(3)));

        using var client = await _silo.ConnectAsync(_authority.Client);
        Assert.Equal(2, await HostsAsync(client));
    }

    [Fact]
    public async Task A_revoked_client_is_cut_off_and_does_not_come_back()
    {
        var files = _authority.Client;
        await using var caller = await RawCaller.ConnectAsync(_silo.GatewayPort, tls: true, files);
        await caller!.TrySendAsync(new WireFormat(_silo.Services).Preamble(WireFormat.ClientId("alice"), null));

        _authority.Revoke(files, _own);

        Assert.True((await caller.ReadToEndAsync(Refused)).HungUp);
        await _silo.Log.WaitForAsync("whose certificate is not good any more: the certificate was revoked");
        await using var again = await RawCaller.ConnectAsync(_silo.GatewayPort, tls: true, files);
        Assert.True(again is null || (await again.ReadToEndAsync(Refused)).HungUp);
        await _silo.Log.WaitForAsync("(tls): the certificate was revoked");
    }

    [Fact]
    public async Task A_revocation_list_that_has_ended_already_does_not_replace_the_one_in_use()
    {
        var files = _authority.Client;
        _authority.Outdate(_own);

        Assert.Contains("what they held before stays in use", await _silo.Log.WaitForAsync("the revocation list of its issuer is out of date"), StringComparison.Ordinal);
        using var client = await _silo.ConnectAsync(files);
        Assert.Equal(1, await HostsAsync(client));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_those_who_come_then()
    {
        await using var before = await RawCaller.ConnectAsync(_silo.GatewayPort, tls: true, _authority.Client);
        var former = before!.Shown.SerialNumber;

        _authority.Renew(new("coordinator") { Coordinator = true }, _own);

        await _silo.Log.WaitForAsync("TLS as");
        var shown = former;
        for (var attempt = 0; attempt < 100 && shown == former; attempt++)
        {
            await using var after = await RawCaller.ConnectAsync(_silo.GatewayPort, tls: true, _authority.Client);
            shown = after!.Shown.SerialNumber;
        }

        Assert.NotEqual(former, shown);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_leaves_the_former_one_in_use()
    {
        await File.WriteAllTextAsync(_own.Certificate, "-----BEGIN CERTIFICATE-----\nhalf", TestContext.Current.CancellationToken);
        await _silo.Log.WaitForAsync("cannot be used; what they held before stays in use");

        using var client = await _silo.ConnectAsync(_authority.Client);

        Assert.Equal(1, await HostsAsync(client));
    }

    [Fact]
    public async Task The_HTTP_port_knows_callers_with_a_certificate_and_without()
    {
        using var handler = TlsClientExtensions.CreateHandler(GuardedSilo.Options(_authority.Client), GuardedSilo.Cluster);
        using var http = new HttpClient(handler);
        using var anonymous = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null } });
        var address = new Uri($"https://127.0.0.1:{_silo.HttpPort}/hello");

        Assert.Equal("hello", await http.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal("hello", await anonymous.GetStringAsync(address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_silo_whose_own_certificate_is_of_another_authority_does_not_start()
    {
        using var foreign = new Authority();
        var mixed = _authority.Coordinator with { Certificate = foreign.Coordinator.Certificate, Key = foreign.Client.Key };
        var wrong = _authority.Coordinator with { Authority = foreign.Coordinator.Authority };

        Assert.Equal("FED2020", (await Assert.ThrowsAsync<FederationException>(() => GuardedSilo.StartAsync(mixed))).Code);
        Assert.Equal("FED2021", (await Assert.ThrowsAsync<FederationException>(() => GuardedSilo.StartAsync(wrong))).Code);
    }

    private static async Task<int> HostsAsync(IHost client) =>
        (await client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, TestContext.Current.CancellationToken)).Count;

    private static SiloAddress Address(GuardedSilo silo) => silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
}
