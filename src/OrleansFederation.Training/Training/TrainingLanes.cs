namespace OrleansFederation.Training;

/// <summary>
/// Threads of their own for work that computes for long: never pool threads, which grains need. There are as many as there is work
/// for, up to a bound; further work waits in order of arrival, and beyond the queue's bound callers wait before it.
/// </summary>
internal sealed class TrainingLanes : IDisposable
{
    private static readonly TimeSpan IdleBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(10);

    private readonly int _maximum;
    private readonly object _gate = new();
    private readonly Queue<LaneJob> _waiting = new();
    private readonly HashSet<Thread> _lanes = [];
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stopping = new();
    private readonly LaneInstruments _instruments;
    private int _idle;
    private int _started;
    private bool _closed;

    /// <summary>Makes lanes; a thread starts when there is work for it and ends when there has been none for half a minute.</summary>
    /// <param name="maximum">The most threads, 1 or more. Twice the processors, so that the system shares those evenly among an uneven number of trainings.</param>
    /// <param name="capacity">The most work that may wait, 1 or more.</param>
    public TrainingLanes(int maximum, int capacity)
    {
        _maximum = maximum;
        _room = new SemaphoreSlim(capacity);
        _instruments = new(() => Waiting, () => Count);
    }

    /// <summary>The work that waits for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>The threads that exist now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Count;
            }
        }
    }

    /// <summary>Runs work on a lane.</summary>
    /// <param name="work">The work, synchronous, which watches the token it is given.</param>
    /// <param name="cancellationToken">Cancels it, waiting or running.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _room.WaitAsync(both.Token);
        var job = new LaneJob<T>(work, cancellationToken);
        Enqueue(job);
        return await job.Completion;
    }

    /// <summary>Gives up what waits, stops what runs at its next step, and waits for the threads for a bounded time.</summary>
    public void Dispose()
    {
        Thread[] lanes;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            lanes = [.. _lanes];
            Monitor.PulseAll(_gate);
        }

        _instruments.Dispose();
        _stopping.Cancel();
        while (_waiting.TryDequeue(out var job))
        {
            job.Cancel();
        }

        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        foreach (var lane in lanes)
        {
            var left = CloseBound - clock.GetElapsedTime(start);
            lane.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private void Enqueue(LaneJob job)
    {
        lock (_gate)
        {
            if (_closed)
            {
                job.Cancel();
                return;
            }

            _waiting.Enqueue(job);
            if (_waiting.Count > _idle && _lanes.Count < _maximum)
            {
                _lanes.Add(LaneThread.Start($"training-{_started++}", Work));
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Work()
    {
        while (Next() is { } job)
        {
            _room.Release();
            job.Run(_stopping.Token);
        }
    }

    private LaneJob? Next()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                if (_waiting.TryDequeue(out var job))
                {
                    return job;
                }

                _idle++;
                var woken = Monitor.Wait(_gate, IdleBound);
                _idle--;
                if (!woken && _waiting.Count == 0)
                {
                    break;
                }
            }

            _lanes.Remove(Thread.CurrentThread);
            return null;
        }
    }
}
