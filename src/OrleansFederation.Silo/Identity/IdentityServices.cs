using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Auditing;
using OrleansFederation.Limits;

namespace OrleansFederation.Identity;

/// <summary>Registers who may do what: tokens, the gate before grains, limits, the record of calls.</summary>
internal static class IdentityServices
{
    /// <summary>Adds the services of identity, limits and auditing.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// Where the options are; they must name the cluster's secret. Null takes defaults, by which nobody from outside is believed.
    /// </param>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration? configuration = null)
    {
        var identity = services.AddOptions<IdentityOptions>().ValidateOnStart();
        var limits = services.AddOptions<LimitOptions>().ValidateOnStart();
        if (configuration is not null)
        {
            identity.Bind(configuration.GetSection(IdentityOptions.Section)).Validate(
                static options => options.ClusterSecret.Length + options.ClusterSecretFile.Length > 0,
                $"{IdentityOptions.Section}:{nameof(IdentityOptions.ClusterSecret)} is empty: silos prove themselves to one another with it. "
                + "Make one with: openssl rand -base64 48.");
            limits.Bind(configuration.GetSection(LimitOptions.Section));
        }

        services.AddSingleton<IdentityAttributesValidator>();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddSingleton<ClusterSecret>();
        services.AddSingleton<TokenAuthority>();
        services.AddSingleton<OutsideCalls>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<PrincipalLimits>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());

        // A coordinator has the rows; the silo of a site asks a coordinator.
        services.TryAddSingleton<IRevocations>(provider => provider.GetService<IRevocationStore>() is { } rows
            ? new RowRevocations(rows)
            : new ClusterRevocations(provider.GetRequiredService<IGrainFactory>()));
        services.TryAddSingleton<IAuditSink>(provider => provider.GetService<IAuditStore>() is { } rows
            ? new RowAudit(rows)
            : new ClusterAudit(provider.GetRequiredService<IGrainFactory>()));
        return services;
    }

    /// <summary>Puts the gate before every grain of a silo, and lets the silo show its proof.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder UseIdentity(this ISiloBuilder silo)
    {
        silo.AddIncomingGrainCallFilter<CallGate>();
        silo.AddOutgoingGrainCallFilter<SiloProof>();
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<LimitOptions>>(static (messaging, limits) =>
            messaging.MaxEnqueuedRequestsHardLimit = limits.Value.QueuedRequests);
        return silo;
    }
}
