namespace OrleansFederation.Health;

/// <summary>
/// Asks the thread pool for a sign of life every second. Grains, timers and HTTP run on it: where it does not answer for long, the
/// process is frozen, whatever else it says. The question comes from a thread of its own, which a starved pool cannot keep.
/// </summary>
internal sealed class Heartbeat : IHostedService, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly Action<Heartbeat> _ask;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;
    private long _asked;
    private int _waiting;

    /// <summary>Makes a heart that does not beat yet.</summary>
    /// <param name="clock">Measures how long an answer takes.</param>
    public Heartbeat(TimeProvider clock) : this(clock, static heart => ThreadPool.UnsafeQueueUserWorkItem(static asked => asked.Answer(), heart, preferLocal: false))
    {
    }

    /// <summary>Makes a heart that does not beat yet.</summary>
    /// <param name="clock">Measures how long an answer takes.</param>
    /// <param name="ask">Asks for <see cref="Answer"/> to be called.</param>
    internal Heartbeat(TimeProvider clock, Action<Heartbeat> ask)
    {
        (_clock, _ask) = (clock, ask);
        _asked = clock.GetTimestamp();
        _thread = new Thread(Beat) { IsBackground = true, Name = "heartbeat" };
    }

    /// <summary>For how long the pool has owed an answer; zero where it owes none.</summary>
    public TimeSpan Owed => Volatile.Read(ref _waiting) == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(Volatile.Read(ref _asked));

    /// <summary>How long the last answer took.</summary>
    public TimeSpan Delay { get; private set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Set();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Set();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) || _thread.Join(StopWithin))
        {
            _stopping.Dispose();
        }
    }

    private void Beat()
    {
        while (!_stopping.Wait(Every))
        {
            if (Volatile.Read(ref _waiting) == 0)
            {
                Volatile.Write(ref _asked, _clock.GetTimestamp());
                Volatile.Write(ref _waiting, 1);
                _ask(this);
            }
        }
    }

    /// <summary>Answers what was asked.</summary>
    internal void Answer()
    {
        Delay = _clock.GetElapsedTime(_asked);
        Volatile.Write(ref _waiting, 0);
    }
}
