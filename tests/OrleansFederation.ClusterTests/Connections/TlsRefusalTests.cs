namespace OrleansFederation.Connections;

/// <summary>Whose certificate is turned away at each port.</summary>
public sealed class TlsRefusalTests(CertifiedSilo silo) : IClassFixture<CertifiedSilo>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("none", "no certificate was shown")]
    [InlineData("foreign", "PartialChain")]
    [InlineData("expired", "NotTimeValid")]
    [InlineData("answers only", "not for clients (extended key usage)")]
    [InlineData("another cluster", "of no silo of cluster")]
    [InlineData("client", "of no silo of cluster")]
    public async Task On_the_silo_port_is_refused_who_shows(string which, string reason) => await RefusedAsync(silo.Silo.SiloPort, which, reason);

    [Theory]
    [InlineData("none", "no certificate was shown")]
    [InlineData("foreign", "PartialChain")]
    [InlineData("expired", "NotTimeValid")]
    [InlineData("answers only", "not for clients (extended key usage)")]
    [InlineData("another cluster", "of no silo or client of cluster")]
    public async Task At_the_gateway_is_refused_who_shows(string which, string reason) => await RefusedAsync(silo.Silo.GatewayPort, which, reason);

    [Theory]
    [InlineData("foreign", "PartialChain")]
    [InlineData("expired", "NotTimeValid")]
    public async Task At_the_HTTP_port_is_hung_up_on_who_shows(string which, string reason)
    {
        await using var caller = await CallerAsync(silo.Silo.HttpPort, which);

        Assert.True(caller is null || (await caller.ReadToEndAsync(Bound)).HungUp, reason);
    }

    private async Task RefusedAsync(int port, string which, string reason)
    {
        await using var caller = await CallerAsync(port, which);

        // In TLS 1.3 the caller's side of the handshake is over before its certificate is looked at; then it is hung up on.
        Assert.True(caller is null || (await caller.ReadToEndAsync(Bound)).HungUp);
        await silo.Silo.Log.WaitForAsync($"at 127.0.0.1:{port} (tls)", reason);
    }

    private async Task<RawCaller?> CallerAsync(int port, string which)
    {
        using var foreign = new Authority();
        var holder = new CertificateHolder("b") { Coordinator = true };
        return await RawCaller.ConnectAsync(port, tls: true, which switch
        {
            "none" => null,
            "foreign" => foreign.Coordinator,
            "expired" => silo.Authority.IssueExpired(holder),
            "answers only" => silo.Authority.Issue(holder with { Dials = false }),
            "another cluster" => silo.Authority.IssueElsewhere(holder),
            "client" => silo.Authority.Client,
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, null),
        });
    }
}
