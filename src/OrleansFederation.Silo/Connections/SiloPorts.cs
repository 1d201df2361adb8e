using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Session;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>What stands before each port of a silo, from the outside in: counting, TLS, the check of messages.</summary>
internal sealed class SiloPorts : IDisposable
{
    private readonly ConnectionLimitsOptions _limits;
    private readonly TimeProvider _clock;
    private readonly Refusals _refusals;
    private readonly SerializerSessionPool _sessions;

    public SiloPorts(
        IOptions<TlsOptions> tls, IOptions<ConnectionLimitsOptions> limits, IOptions<ClusterOptions> cluster, Refusals refusals, SerializerSessionPool sessions, IServiceProvider services, ILogger<TlsFiles> logger)
    {
        (_limits, _refusals, _sessions) = (limits.Value, refusals, sessions);

        // Real time, whatever clock grains go by: these are sockets, and certificates of the outside.
        _clock = TimeProvider.System;
        if (tls.Value.Enabled)
        {
            Files = new(tls.Value, cluster.Value.ClusterId, _clock, logger);
            Certificates = new(Files, services);
        }
    }

    /// <summary>The silo's certificates; null in plain text.</summary>
    public TlsFiles? Files { get; }

    /// <summary>The certificates of other silos; null in plain text.</summary>
    public PeerCertificates? Certificates { get; }

    /// <summary>Refuses to be what the silo's certificate does not allow: the others would give it nothing to do, and nobody would know why.</summary>
    /// <exception cref="FederationException">FED2021.</exception>
    public void Demand(bool coordinator, IReadOnlyList<string> sites)
    {
        if (Files is not { Current: { Identity: var identity } })
        {
            return;
        }

        string[] missing = [.. coordinator && !identity.Coordinator ? ["coordinator"] : (string[])[], .. sites.Where(site => !identity.MayCarry(site)).Select(site => $"site {site}")];
        if (missing.Length > 0)
        {
            throw FederationErrors.TlsIdentity.Exception(Files.Options.Certificate!, $"it is of {identity}, and the silo is to be {string.Join(", ", missing)}");
        }
    }

    /// <summary>Guards the port for silos.</summary>
    public void GuardSiloPort(IConnectionBuilder connection)
    {
        Count(connection);
        Encrypt(connection, PeerRole.Silo, accepted: true);
        Check(connection, _limits.SiloMessageBytes, strict: false, (context, preamble) => Meet(context, preamble, accepted: true));
    }

    /// <summary>Guards connections that this silo makes to others.</summary>
    public void GuardDialled(IConnectionBuilder connection)
    {
        Encrypt(connection, PeerRole.Silo, accepted: false);
        Check(connection, _limits.SiloMessageBytes, strict: false, (context, preamble) => Meet(context, preamble, accepted: false));
    }

    /// <summary>Guards the port for client programs.</summary>
    public void GuardGateway(IConnectionBuilder connection)
    {
        Count(connection);
        Encrypt(connection, PeerRole.Caller, accepted: true);
        Check(connection, _limits.GatewayMessageBytes, strict: true, (_, preamble) =>
            ClientKey.Of(preamble.Node) is { } client ? new(null, client) : new("it is no client, and this is the gateway"));
    }

    /// <inheritdoc/>
    public void Dispose() => Files?.Dispose();

    private Acquaintance Meet(ConnectionContext context, Preamble preamble, bool accepted) => Certificates?.Meet(context, preamble, accepted) ?? new(null);

    private void Count(IConnectionBuilder connection) => connection.Use(new ConnectionGate(_limits.Connections, _limits.ConnectionsPerAddress, _refusals).RunAsync);

    private void Encrypt(IConnectionBuilder connection, PeerRole role, bool accepted)
    {
        if (Files is not null)
        {
            connection.Use(new TlsConnection(Files, role, accepted, _refusals, _clock).RunAsync);
        }
    }

    private void Check(IConnectionBuilder connection, int bodyBytes, bool strict, Func<ConnectionContext, Preamble, Acquaintance> meet) =>
        connection.Use(new GuardedPort(new(_limits.HeaderBytes, bodyBytes, _limits.Nesting, strict), _limits.FrameTimeout, meet, _sessions, _refusals, _clock).RunAsync);
}
