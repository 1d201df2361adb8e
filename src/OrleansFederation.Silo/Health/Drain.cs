using OrleansFederation.Telemetry;

namespace OrleansFederation.Health;

/// <summary>Says that the silo is not ready any more before anything of it stops, and gives those who send requests time to notice.</summary>
internal sealed class Drain(TelemetryOptions options, TimeProvider clock, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private volatile bool _stopping;

    /// <summary>Whether the silo is about to stop.</summary>
    public bool IsStopping => _stopping || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (options.DrainFor > TimeSpan.Zero)
        {
            await Task.Delay(options.DrainFor, clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
