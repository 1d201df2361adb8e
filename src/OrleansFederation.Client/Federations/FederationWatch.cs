using System.Runtime.CompilerServices;
using OrleansFederation.Calls;
using OrleansFederation.Errors;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>
/// Follows a federation's events to its end, over the death of the gateway and of the silo that sends them. A broken stream is opened
/// again; an event is known by its epoch and position, so none is given twice. A stream that is silent is held against the federation's
/// state, so that an end that nobody told is noticed; rounds that were committed while nobody listened are told from their reports.
/// </summary>
/// <param name="calls">Makes the calls.</param>
/// <param name="federation">The federation's name.</param>
/// <param name="open">Opens the stream after a position.</param>
/// <param name="look">Gives the federation; null where there is none.</param>
/// <param name="list">Lists its rounds.</param>
internal sealed class FederationWatch(
    GrainCaller calls,
    string federation,
    Func<long, CancellationToken, IAsyncEnumerable<FederationEvent>> open,
    Func<CancellationToken, Task<FederationView?>> look,
    Func<CancellationToken, Task<IReadOnlyList<RoundReport>>> list)
{
    /// <summary>How long nothing may be heard, neither event nor state, before the watch ends with FED2008.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long a stream may be silent before it is held against the federation's state.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<int> _committed = [];
    private readonly string _place = $"federation {federation}";
    private (string? Epoch, long Sequence) _last;
    private EventStream? _stream;

    /// <summary>Follows the federation.</summary>
    /// <param name="after">The position after which to begin.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="FederationException">FED3006, FED2008.</exception>
    public async IAsyncEnumerable<FederationEvent> RunAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = (await FindAsync(cancellationToken)).Round;
        var heard = calls.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                _stream ??= new(calls, open(after, CancellationToken.None));
                var (state, happened, fault) = await _stream.NextAsync(Quiet, cancellationToken);
                if (state is EventStreamState.Given)
                {
                    heard = calls.Clock.GetTimestamp();
                    if (IsNew(happened!))
                    {
                        yield return happened!;
                    }

                    if (FederationEvents.IsTerminal(happened!.Kind))
                    {
                        yield break;
                    }

                    continue;
                }

                if (state is not EventStreamState.Silent)
                {
                    after = Drop();
                }

                var (now, why) = await TryLookAsync(cancellationToken);
                if (now is null)
                {
                    if (calls.Clock.GetElapsedTime(heard) >= GiveUpAfter)
                    {
                        throw GrainCaller.NoAnswer(_place, $"nothing was heard for {calls.Clock.GetElapsedTime(heard).TotalSeconds:0} s: {(fault ?? why)!.Message}", (fault ?? why)!);
                    }

                    after = Drop();
                    await Task.Delay(Pause, calls.Clock, cancellationToken);
                    continue;
                }

                heard = calls.Clock.GetTimestamp();
                foreach (var missed in await MissedAsync(known, now, cancellationToken))
                {
                    after = Drop();
                    yield return missed;
                }

                if (FederationEvents.EndOf(now) is { } kind)
                {
                    yield return new() { Kind = kind, At = calls.Clock.GetUtcNow(), Round = now.Round, Version = now.Version, Problem = now.Failure };
                    yield break;
                }

                if (state is not EventStreamState.Silent)
                {
                    await Task.Delay(Pause, calls.Clock, cancellationToken);
                }
            }
        }
        finally
        {
            Drop();
        }
    }

    private async Task<FederationView> FindAsync(CancellationToken cancellationToken) =>
        await calls.RepeatableAsync(_place, look, cancellationToken)
        ?? throw FederationErrors.FederationNotFound.Exception(_place, "there is none of this name");

    private async Task<(FederationView? Now, Exception? Fault)> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await FindAsync(cancellationToken), null);
        }
        catch (FederationException e) when (e.Code == FederationErrors.TimedOut.Code)
        {
            return (null, e);
        }
    }

    /// <summary>Gives up the stream; the next one begins with the oldest event that is remembered.</summary>
    private long Drop()
    {
        _stream?.Dispose();
        _stream = null;
        return 0;
    }

    private bool IsNew(FederationEvent happened)
    {
        if (happened.Epoch is { } epoch)
        {
            if (epoch == _last.Epoch && happened.Sequence <= _last.Sequence)
            {
                return false;
            }

            _last = (epoch, happened.Sequence);
        }

        return happened.Kind is not FederationEventKind.RoundCommitted || _committed.Add(happened.Round);
    }

    private async Task<IReadOnlyList<FederationEvent>> MissedAsync(int known, FederationView now, CancellationToken cancellationToken)
    {
        if (Enumerable.Range(known + 1, Math.Max(0, now.Round - known)).All(_committed.Contains))
        {
            return [];
        }

        var rounds = await calls.RepeatableAsync(_place, list, cancellationToken);
        return
        [
            .. rounds
                .Where(round => round.Round > known && round.Phase is RoundPhase.Committed && _committed.Add(round.Round))
                .Select(round => new FederationEvent
                {
                    Kind = FederationEventKind.RoundCommitted,
                    Round = round.Round,
                    At = round.OpenedAt.AddSeconds(round.Seconds),
                    Version = round.Version,
                    Central = round.Central,
                    Federated = round.Federated,
                    Seconds = round.Seconds,
                    BytesUp = round.BytesUp,
                    BytesDown = round.BytesDown,
                    Spread = round.Spread,
                }),
        ];
    }
}
