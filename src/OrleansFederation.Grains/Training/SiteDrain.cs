using Microsoft.Extensions.Hosting;

namespace OrleansFederation.Training;

/// <summary>
/// Hands the tasks of a silo back when it is told to stop. Training may take hours, so it is not waited for; what ends within the
/// courtesy is delivered. It stands after the silo among the hosted services and so stops before it, while calls still go through.
/// </summary>
/// <param name="tasks">The tasks.</param>
/// <param name="courtesy">How long running tasks may take to end by themselves.</param>
internal sealed class SiteDrain(SiteTasks tasks, TimeSpan courtesy) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => tasks.DrainAsync(courtesy, cancellationToken);
}
