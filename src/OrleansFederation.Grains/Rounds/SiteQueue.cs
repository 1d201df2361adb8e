using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The tasks that wait to be ordered at one site, and when to try again.</summary>
internal sealed class SiteQueue(TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private TimeSpan _pause = FirstPause;
    private long? _unreachedSince;
    private long? _triedAt;

    /// <summary>The tasks.</summary>
    public Queue<WantedTask> Waiting { get; } = [];

    /// <summary>How long until the next try.</summary>
    public TimeSpan UntilNext => _triedAt is { } tried && _pause - clock.GetElapsedTime(tried) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether to try now.</summary>
    public bool IsDue => UntilNext == TimeSpan.Zero;

    /// <summary>For how long the site could not be reached; zero while it can.</summary>
    public TimeSpan UnreachedFor => _unreachedSince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes the next tasks that are still wanted out of the queue.</summary>
    /// <param name="most">The most to take.</param>
    /// <param name="isOpen">Tells whether a task is still wanted.</param>
    public WantedTask[] Take(int most, Func<TaskKey, bool> isOpen)
    {
        List<WantedTask> taken = [];
        while (taken.Count < most && Waiting.TryDequeue(out var task))
        {
            if (isOpen(task.Key))
            {
                taken.Add(task);
            }
        }

        return [.. taken];
    }

    /// <summary>Tries again at once, since the cluster has changed.</summary>
    public void TryAtOnce() => (_triedAt, _pause) = (null, FirstPause);

    /// <summary>Notes that the site answered.</summary>
    public void NoteReached() => (_triedAt, _pause, _unreachedSince) = (null, FirstPause, null);

    /// <summary>Notes that the site did not answer.</summary>
    /// <returns>Whether it is the first time since it last did.</returns>
    public bool NoteUnreached()
    {
        _pause = _triedAt is null ? FirstPause : Pauses.Next(_pause, LongestPause);
        _triedAt = clock.GetTimestamp();
        var isFirst = _unreachedSince is null;
        _unreachedSince ??= clock.GetTimestamp();
        return isFirst;
    }
}
