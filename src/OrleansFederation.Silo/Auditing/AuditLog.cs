namespace OrleansFederation.Auditing;

/// <summary>
/// Records refused and privileged calls, in the background and in groups. Memory is bounded: alike refusals are counted, of too many
/// different ones the rest is counted together, and a privileged call is refused beforehand where it could not be recorded.
/// </summary>
internal sealed partial class AuditLog(IAuditSink sink, TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    /// <summary>The principal of calls without a verified one.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>The outcome of a call that did what it was asked.</summary>
    public const string Ok = "ok";

    /// <summary>The outcome of a call that failed in a way nobody foresaw.</summary>
    public const string Fault = "fault";

    /// <summary>The most privileged calls that wait to be written.</summary>
    internal const int MostWaiting = 4096;

    /// <summary>The most different refusals that are told apart between two writes.</summary>
    internal const int MostRefusals = 1024;

    private const int LongestText = 200;
    private const string Many = "(many)";

    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WriteWithin = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<(string Who, string What, string Target, string From, string Outcome), AuditEntry> _refusals = [];
    private List<AuditEntry> _privileged = [];
    private List<AuditEntry> _unwritten = [];
    private int _unwrittenPlaces;
    private int _waiting;

    /// <summary>Keeps a place for a privileged call that is about to be made.</summary>
    /// <returns>Whether there is one; where not, the call must be refused.</returns>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        return false;
    }

    /// <summary>Gives a kept place back that is not needed.</summary>
    public void Release() => Interlocked.Decrement(ref _waiting);

    /// <summary>Records a privileged call, in the place kept for it.</summary>
    public void Privileged(string who, string what, string target, string from, string outcome)
    {
        lock (_gate)
        {
            _privileged.Add(new(clock.GetUtcNow(), Short(who), Short(what), Short(target), Short(from), outcome, 1));
        }
    }

    /// <summary>Records a refused call.</summary>
    public void Refused(string who, string what, string target, string from, string outcome)
    {
        var key = (Short(who), Short(what), Short(target), Short(from), outcome);
        lock (_gate)
        {
            if (_refusals.Count >= MostRefusals && !_refusals.ContainsKey(key))
            {
                key = (Many, Many, Many, Many, outcome);
            }

            _refusals[key] = _refusals.TryGetValue(key, out var alike)
                ? alike with { Count = alike.Count + 1 }
                : new(clock.GetUtcNow(), key.Item1, key.Item2, key.Item3, key.Item4, outcome, 1);
        }
    }

    /// <summary>Writes what waits.</summary>
    /// <param name="cancellationToken">Cancels the write; what was not written stays.</param>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_unwritten.Count == 0)
            {
                lock (_gate)
                {
                    (_unwritten, _unwrittenPlaces, _privileged) = ([.. _privileged, .. _refusals.Values], _privileged.Count, []);
                    _refusals.Clear();
                }
            }

            if (_unwritten.Count == 0)
            {
                return;
            }

            await sink.AppendAsync(_unwritten, cancellationToken);
            // Only now are their places free again: a write that failed keeps them, so that what waits stays bounded.
            Interlocked.Add(ref _waiting, -_unwrittenPlaces);
            (_unwritten, _unwrittenPlaces) = ([], 0);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // What a failed write has left, and what came since.
            await WriteAsync(cancellationToken);
            await WriteAsync(cancellationToken);
        }
        catch (Exception fault)
        {
            LogLost(_unwritten.Count, fault.GetType().Name);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = WriteEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, clock, stoppingToken);
                using var bound = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                bound.CancelAfter(WriteWithin);
                await WriteAsync(bound.Token);
                pause = WriteEvery;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                LogUnwritten(_unwritten.Count, fault.GetType().Name, pause);
            }
        }
    }

    private static string Short(string text) => new([.. text.Take(LongestText).Select(letter => char.IsControl(letter) ? '?' : letter)]);

    [LoggerMessage(4020, LogLevel.Error, "{Count} recorded calls could not be written ({Fault}); tried again in {Pause}")]
    private partial void LogUnwritten(int count, string fault, TimeSpan pause);

    [LoggerMessage(4021, LogLevel.Error, "The process ends with {Count} recorded calls that could not be written ({Fault})")]
    private partial void LogLost(int count, string fault);
}
