using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Identity;
using OrleansFederation.Placement;

namespace OrleansFederation.Connections;

/// <summary>Protects the ports of a silo.</summary>
public static class ConnectionHosting
{
    /// <summary>
    /// Encrypts and checks the connections at the silo port and the gateway by the section Tls, and bounds them by the section Limits.
    /// Call it after the cluster's id is configured.
    /// </summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder UseGuardedConnections(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<TlsOptions>().BindConfiguration(TlsOptions.Section).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        silo.Services.AddOptions<ConnectionLimitsOptions>().BindConfiguration(ConnectionLimitsOptions.Section).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<ConnectionLimitsOptions>, ConnectionLimitsOptionsValidator>();
        silo.Services.AddOptions<IssuingOptions>().BindConfiguration(IssuingOptions.Section).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<IssuingOptions>, IssuingOptionsValidator>();
        silo.Services.AddSingleton<AuthorityCertificates>();
        silo.Services.AddSingleton<ISiteCertificates>(services => services.GetRequiredService<AuthorityCertificates>());
        silo.Services.AddHostedService(services => services.GetRequiredService<AuthorityCertificates>());
        silo.Services.AddSingleton(services => new Refusals(TimeProvider.System, services.GetRequiredService<ILogger<Refusals>>()));
        silo.Services.AddSingleton<SiloPorts>();
        silo.Services.AddSingleton<ISiloClaims>(services => (ISiloClaims?)services.GetRequiredService<SiloPorts>().Certificates ?? new EveryClaim());
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ConnectionLimitsOptions>>((messaging, limits) =>
        {
            messaging.MaxMessageBodySize = Math.Max(limits.Value.SiloMessageBytes, limits.Value.GatewayMessageBytes);
            messaging.MaxMessageHeaderSize = limits.Value.HeaderBytes;
            messaging.MaxEnqueuedRequestsHardLimit = limits.Value.WaitingRequests;
        });
        silo.Services.AddOptions<LoadSheddingOptions>().Configure<IOptions<ConnectionLimitsOptions>>((shedding, limits) =>
        {
            shedding.LoadSheddingEnabled = limits.Value.ShedAbovePercent > 0;
            shedding.CpuThreshold = limits.Value.ShedAbovePercent > 0 ? limits.Value.ShedAbovePercent : shedding.CpuThreshold;
        });
        return silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(connection => Ports(connection).GuardSiloPort(connection));
            connections.ConfigureSiloOutboundConnection(connection => Ports(connection).GuardDialled(connection));
            connections.ConfigureGatewayInboundConnection(connection => Ports(connection).GuardGateway(connection));
        });
    }

    private static SiloPorts Ports(IConnectionBuilder connection) => connection.ApplicationServices.GetRequiredService<SiloPorts>();
}
