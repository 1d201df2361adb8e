using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>
/// The tasks that this silo holds for its sites: runs each once, one at a time for a client, and pushes the report until it is acknowledged.
/// </summary>
internal sealed partial class SiteTasks(SiteWork work, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider clock, ILogger<SiteTasks> logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PushFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlushWithin = TimeSpan.FromSeconds(5);

    private readonly TaskRegister _held = new();

    // Twice as many as there are lanes, so that the next has its data read when one ends.
    private readonly TaskTurns _turns = new(4 * Environment.ProcessorCount);
    private readonly TaskTurns _beside = new(Environment.ProcessorCount);
    private readonly CancellationTokenSource _handingBack = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SiteLoad _load = new();
    private volatile bool _refusing;

    /// <summary>The tasks that are held, waiting or running.</summary>
    public int Count => _held.Count;

    /// <summary>Accepts a task, once.</summary>
    /// <param name="order">The order.</param>
    public TaskAcceptance Accept(TrainingOrder order)
    {
        if (_refusing)
        {
            return new(null, FederationErrors.SiteOffline.At($"site {order.Site}", "its silo is about to stop"));
        }

        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var held = new HeldTask(order.Site, cancellation, order.ReportTo);
        if (_held.TryHold(order.Key, held))
        {
            TrainingInstruments.Accept(order);
            LogAccepted(order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client);
            _load.Change(order.Site, 1);
            var trace = TaskSpan.Here;
            // A report of this task belongs to no caller: nothing of the call that ordered it may flow into it.
            using (ExecutionContext.SuppressFlow())
            {
                held.Running = Task.Run(() => RunAsync(order, held, trace));
            }
        }
        else
        {
            cancellation.Dispose();
        }

        return new(silo.SiloAddress.ToParsableString(), null);
    }

    /// <summary>Counts the tasks that are held, waiting or running, by site.</summary>
    public IReadOnlyDictionary<string, int> CountBySite() => _held.All.CountBy(held => held.Site, StringComparer.Ordinal).ToDictionary();

    /// <summary>Cancels a task, if it is held here.</summary>
    /// <param name="key">Identifies the task.</param>
    public async Task CancelAsync(TaskKey key)
    {
        if (_held.Find(key) is { } held)
        {
            held.Close();
            await held.Cancellation.CancelAsync();
        }
    }

    /// <summary>
    /// Prepares a stop while the silo is still in the cluster: takes nothing on, lets end what ends soon, hands the rest back to the
    /// rounds, which order it again when the silo has left, and pushes the reports of what has ended.
    /// </summary>
    /// <param name="courtesy">How long running tasks may take to end by themselves.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DrainAsync(TimeSpan courtesy, CancellationToken cancellationToken)
    {
        _refusing = true;
        await EndAsync(courtesy, cancellationToken);
        await _handingBack.CancelAsync();
        if (!await EndAsync(FlushWithin, cancellationToken))
        {
            LogStillRunning(_held.Count);
        }
    }

    /// <summary>Cancels what is held and waits, bounded, until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _refusing = true;
        _load.Dispose();
        await _stopping.CancelAsync();
        if (!await EndAsync(StopWithin, CancellationToken.None))
        {
            LogStillRunning(_held.Count);
        }
    }

    private async Task<bool> EndAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_held.All.Select(held => held.Running)).WaitAsync(within, clock, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunAsync(TrainingOrder order, HeldTask held, ActivityContext trace)
    {
        using var span = TaskSpan.Start(order, trace);
        var key = order.Key;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(held.Cancellation.Token, _handingBack.Token);
            var report = await (order.Beside ? _beside : _turns).RunAsync(
                key.Client.Length == 0 ? order.Site : key.Client, async () => span.End(await work.DoAsync(order, new Reporter(this, key, held), either.Token)), either.Token);
            held.End();
            int told;
            do
            {
                told = held.ReportTo;
                await PushAsync(report, told > 0 ? told : key.Round, held.Cancellation.Token);
            }
            while (!held.TryClose(told));

            LogReported(key.Kind, key.Federation, key.Round, key.Client, report.Seconds);
        }
        catch (OperationCanceledException) when (held.Cancellation.IsCancellationRequested || _handingBack.IsCancellationRequested)
        {
            TrainingInstruments.Cancel(order);
            LogCancelled(key.Kind, key.Federation, key.Round, key.Client);
        }
        finally
        {
            _held.Release(key, held);
            _load.Change(order.Site, -1);
            held.Cancellation.Dispose();
        }
    }

    private async Task PushAsync(TaskReport report, int round, CancellationToken cancellationToken)
    {
        var (began, pause) = (clock.GetTimestamp(), FirstPause);
        while (true)
        {
            try
            {
                await (report.Key switch
                {
                    { Kind: TaskKind.Replay } key => grains.GetGrain<IReplayGrain>(GrainKeys.Replay(key.Federation, round)).ReceiveAsync(report),
                    ({ Kind: TaskKind.Statistics or TaskKind.Trial } or { Client.Length: 0 }) and var key => grains.GetGrain<IRoundGrain>(GrainKeys.Round(key.Federation, key.Round)).ReceiveAsync(report),
                    var key => grains.GetGrain<IClientGrain>(GrainKeys.Client(key.Client)).FinishedAsync(report),
                });
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && clock.GetElapsedTime(began) < PushFor)
            {
                LogPushFailed(exception, report.Key.Kind, report.Key.Federation, report.Key.Round, report.Key.Client, pause);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Progress(TaskProgress progress, HeldTask held)
    {
        if (progress.Key.Kind is not (TaskKind.Train or TaskKind.Statistics))
        {
            return;
        }

        // One-way and best effort: what counts is the report.
        var round = grains.GetGrain<IRoundGrain>(GrainKeys.Round(progress.Key.Federation, held.ReportTo is > 0 and var waiting ? waiting : progress.Key.Round));
        round.ProgressAsync(progress).Ignore();
    }

    [LoggerMessage(3100, LogLevel.Warning, "The report of {Kind} in {Federation} round {Round} for {Client} was not acknowledged; it is pushed again in {Pause}")]
    private partial void LogPushFailed(Exception exception, TaskKind kind, string federation, int round, string client, TimeSpan pause);

    [LoggerMessage(3101, LogLevel.Information, "{Kind} in {Federation} round {Round} for {Client} was cancelled")]
    private partial void LogCancelled(TaskKind kind, string federation, int round, string client);

    [LoggerMessage(3102, LogLevel.Warning, "{Count} tasks had not ended when the silo stopped")]
    private partial void LogStillRunning(int count);

    [LoggerMessage(3103, LogLevel.Debug, "{Kind} in {Federation} round {Round} for {Client} is accepted")]
    private partial void LogAccepted(TaskKind kind, string federation, int round, string client);

    [LoggerMessage(3104, LogLevel.Debug, "{Kind} in {Federation} round {Round} for {Client} took {Seconds} s, and its report is acknowledged")]
    private partial void LogReported(TaskKind kind, string federation, int round, string client, double seconds);

    private sealed class Reporter(SiteTasks tasks, TaskKey key, HeldTask held) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tasks.Progress(new(key, value.Fraction, value.Loss, value.Examples) { Reading = value.Reading }, held);
    }
}
