using System.Runtime.CompilerServices;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>The last events of a federation, for any number of watchers at their own pace. Used on one grain's scheduler only.</summary>
internal sealed class EventLog
{
    private const int Remembered = 2_000;

    private readonly string _epoch = Guid.NewGuid().ToString("n");
    private readonly Queue<FederationEvent> _events = new();
    private TaskCompletionSource _next = NewSignal();
    private long _last;

    /// <summary>Appends an event and wakes the watchers.</summary>
    /// <param name="happened">The event; its position and epoch are set here.</param>
    public void Add(FederationEvent happened)
    {
        _events.Enqueue(happened with { Sequence = ++_last, Epoch = _epoch });
        if (_events.Count > Remembered)
        {
            _events.Dequeue();
        }

        var woken = _next;
        _next = NewSignal();
        woken.SetResult();
    }

    /// <summary>Forgets what happened, so that a new watcher is not told how an earlier run ended.</summary>
    public void Clear() => _events.Clear();

    /// <summary>Gives events as they come; ends after a terminal one.</summary>
    /// <param name="after">The position after which to begin.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<FederationEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _next.Task;
            foreach (var happened in _events.Where(happened => happened.Sequence > after).ToArray())
            {
                after = happened.Sequence;
                yield return happened;
                if (happened.Kind is FederationEventKind.Finished or FederationEventKind.Failed or FederationEventKind.Stopped)
                {
                    yield break;
                }
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The event of a round that is committed.</summary>
    /// <param name="outcome">How it ended.</param>
    public static FederationEvent Committed(RoundOutcome outcome) => new()
    {
        Kind = FederationEventKind.RoundCommitted,
        Round = outcome.Number,
        Version = outcome.Version,
        Central = outcome.Report.Central,
        Federated = outcome.Report.Federated,
        Seconds = outcome.Report.Seconds,
        Reason = outcome.HeldBack,
        BytesUp = outcome.Report.BytesUp,
        BytesDown = outcome.Report.BytesDown,
        Spread = outcome.Report.Spread,
    };
}
