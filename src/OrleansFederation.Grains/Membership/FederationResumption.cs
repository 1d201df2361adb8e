using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Membership;

/// <summary>
/// Makes sure that federations are driven, with tries until it is so. The reminder of a federation is the net below it: it comes a
/// minute later at most.
/// </summary>
internal sealed partial class FederationResumption(
    IGrainFactory grains, IFederationStore federations, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<FederationResumption> logger)
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CallWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TryFor = TimeSpan.FromMinutes(2);

    private readonly object _gate = new();
    private bool _running;
    private bool _again;

    /// <summary>Makes sure of every running federation. A request while one is being served is served after it.</summary>
    public void RequestAll()
    {
        lock (_gate)
        {
            _again = _running;
            if (_running)
            {
                return;
            }

            _running = true;
        }

        Begin(AllAsync);
    }

    /// <summary>Makes sure of one federation.</summary>
    /// <param name="federation">The federation's name.</param>
    public void Request(string federation) => Begin(() => OneAsync(federation));

    /// <summary>Makes sure of one federation in a moment, when a silo that does not know yet that it is believed dead has ended.</summary>
    /// <param name="federation">The federation's name.</param>
    public void RequestLater(string federation) => Begin(async () =>
    {
        await Task.Delay(Later, clock);
        await OneAsync(federation);
    });

    private static void Begin(Func<Task> work)
    {
        // Whoever asks is a grain or a follower of the membership: nothing of its context belongs into the calls.
        using (ExecutionContext.SuppressFlow())
        {
            Task.Run(work).Ignore();
        }
    }

    private async Task AllAsync()
    {
        do
        {
            IReadOnlyList<string> names = [];
            await TryAsync("the running federations", async () => names = await federations.ListNamesAsync(FederationStatus.Running, lifetime.ApplicationStopped));
            using var room = new SemaphoreSlim(AtOnce);
            await Task.WhenAll(names.Select(async name =>
            {
                await room.WaitAsync();
                try
                {
                    await OneAsync(name);
                }
                finally
                {
                    room.Release();
                }
            }));
        }
        while (MustRepeat());
    }

    private bool MustRepeat()
    {
        lock (_gate)
        {
            (_running, _again) = (_again, false);
            return _running;
        }
    }

    private Task OneAsync(string federation) => TryAsync(federation, () =>
        grains.GetGrain<IFederationGrain>(GrainKeys.Federation(federation)).ResumeAsync(CancellationToken.None).WaitAsync(CallWithin, clock));

    private async Task TryAsync(string what, Func<Task> work)
    {
        var (began, pause) = (clock.GetTimestamp(), FirstPause);
        while (!lifetime.ApplicationStopped.IsCancellationRequested)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception fault) when (clock.GetElapsedTime(began) < TryFor)
            {
                LogTriedAgain(fault, what, pause);
            }
            catch (Exception fault)
            {
                LogGivenUp(fault, what);
                return;
            }

            await Task.Delay(pause, clock);
            pause = Pauses.Next(pause, LongestPause);
        }
    }

    [LoggerMessage(3301, LogLevel.Information, "{What} could not be taken up yet; tried again in {Pause}")]
    private partial void LogTriedAgain(Exception exception, string what, TimeSpan pause);

    [LoggerMessage(3302, LogLevel.Warning, "{What} could not be taken up; the reminder will try")]
    private partial void LogGivenUp(Exception exception, string what);
}
