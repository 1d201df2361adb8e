using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Health;

/// <summary>The thread pool answers. Looks at this process only: what is wrong elsewhere is no reason to restart it.</summary>
internal sealed class LiveCheck(Heartbeat heart, TelemetryOptions options) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(heart.Owed < options.FrozenAfter
            ? HealthCheckResult.Healthy("the thread pool answers")
            : HealthCheckResult.Unhealthy($"the thread pool has not answered for {heart.Owed.TotalSeconds:0} s"));
}

/// <summary>The silo has joined its cluster.</summary>
internal sealed class MemberCheck(ISiloStatusOracle oracle) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = oracle.CurrentStatus;
        return Task.FromResult(status == SiloStatus.Active
            ? HealthCheckResult.Healthy("active in its cluster")
            : HealthCheckResult.Unhealthy($"its status in the cluster is {status}"));
    }
}

/// <summary>The silo is not about to stop.</summary>
internal sealed class DrainCheck(Drain drain) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsStopping ? HealthCheckResult.Unhealthy("it is stopping") : HealthCheckResult.Healthy("it serves"));
}

/// <summary>The database answers.</summary>
internal sealed class DatabaseCheck(DatabaseProbe database) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.IsReachableAsync(cancellationToken) ? HealthCheckResult.Healthy("it answers") : HealthCheckResult.Unhealthy("it does not answer");
}
