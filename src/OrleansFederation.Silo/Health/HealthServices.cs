using OrleansFederation.Storage;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Health;

/// <summary>Registers what the health of a silo is read from.</summary>
internal static class HealthServices
{
    /// <summary>The tag of checks that say whether the process must be restarted.</summary>
    public const string Live = "live";

    /// <summary>The tag of checks that say whether the silo has started.</summary>
    public const string Started = "started";

    /// <summary>The tag of checks that say whether the silo takes work.</summary>
    public const string Ready = "ready";

    /// <summary>Adds the checks.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The options.</param>
    /// <param name="storage">The silo's storage.</param>
    /// <param name="coordinator">Whether the silo owns state: then it is not ready without its database. A site's silo goes on training without it.</param>
    public static IServiceCollection AddHealth(this IServiceCollection services, TelemetryOptions options, ISiloStorage storage, bool coordinator)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new DatabaseProbe(storage, options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Heartbeat>().AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        var checks = services.AddHealthChecks()
            .AddCheck<LiveCheck>("process", tags: [Live, Ready])
            .AddCheck<MemberCheck>("cluster", tags: [Started, Ready])
            .AddCheck<DrainCheck>("stop", tags: [Ready]);
        if (coordinator)
        {
            checks.AddCheck<DatabaseCheck>("database", tags: [Ready]);
        }

        return services;
    }
}
