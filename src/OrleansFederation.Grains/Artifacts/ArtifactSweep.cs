using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Artifacts;

/// <summary>Removes bytes that nothing refers to any more, when the silo starts and every ten minutes from then on.</summary>
internal sealed partial class ArtifactSweep(IArtifactStore artifacts, TimeProvider clock, ILogger<ArtifactSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnwantedFor = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                var removed = await artifacts.SweepAsync(UnwantedFor, stoppingToken);
                if (removed > 0)
                {
                    LogRemoved(removed);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A sweep that failed loses nothing: the next one finds the same bytes.
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2100, LogLevel.Information, "{Count} artifacts that nothing refers to were removed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(2101, LogLevel.Warning, "A sweep of artifacts failed; the next one tries again")]
    private partial void LogFailed(Exception exception);
}
