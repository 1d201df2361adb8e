using Microsoft.Extensions.Time.Testing;
using OrleansFederation.Calls;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>A watch over streams that break, fall silent or begin anew elsewhere.</summary>
public sealed class FederationWatchTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<Func<long, IAsyncEnumerable<FederationEvent>>> _streams = new();
    private readonly List<long> _opened = [];
    private Func<FederationView?> _state = () => View(FederationStatus.Running, 0);
    private IReadOnlyList<RoundReport> _rounds = [];

    [Fact]
    public async Task A_stream_that_breaks_at_the_same_activation_goes_on_without_telling_anything_twice()
    {
        _streams.Enqueue(_ => Of(Break(), Committed("a", 6, 1), Committed("a", 7, 2)));
        _streams.Enqueue(_ => Of(null, Committed("a", 6, 1), Committed("a", 7, 2), Committed("a", 8, 3), End("a", 9)));

        var seen = await WatchAsync(after: 5);

        Assert.Equal([1, 2, 3, 3], seen.Select(e => e.Round));
        Assert.Equal([5, 0], _opened);
    }

    [Fact]
    public async Task An_activation_elsewhere_tells_its_events_though_its_positions_and_its_clock_begin_earlier()
    {
        _streams.Enqueue(_ => Of(Break(), Committed("a", 40, 1)));
        _streams.Enqueue(_ => Of(null, Committed("b", 1, 2) with { At = DateTimeOffset.UnixEpoch.AddDays(-1) }, End("b", 2)));

        var seen = await WatchAsync();

        Assert.Equal([1, 2, 3], seen.Select(e => e.Round));
    }

    [Fact]
    public async Task A_round_that_was_committed_while_nobody_listened_is_told_once()
    {
        _streams.Enqueue(_ => Of(Break(), Committed("a", 1, 1)));
        _streams.Enqueue(_ => Of(null, Committed("b", 1, 2), Committed("b", 2, 3), End("b", 3)));
        _state = () => View(FederationStatus.Running, _opened.Count == 0 ? 0 : 2);
        _rounds = [Report(1), Report(2)];

        var seen = await WatchAsync();

        Assert.Equal([1, 2, 3], seen.Where(e => e.Kind is FederationEventKind.RoundCommitted).Select(e => e.Round));
    }

    [Fact]
    public async Task An_end_that_nobody_told_is_noticed_by_looking()
    {
        _streams.Enqueue(_ => Silent());
        _state = () => View(_opened.Count == 0 ? FederationStatus.Running : FederationStatus.Finished, 0);

        var seen = await WatchAsync();

        Assert.Equal([FederationEventKind.Finished], seen.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_watch_that_hears_now_and_then_goes_on_however_often_it_breaks()
    {
        for (var i = 1; i <= 30; i++)
        {
            var round = i;
            _streams.Enqueue(_ => Of(Break(), Committed($"epoch-{round}", 1, round)));
        }

        _streams.Enqueue(_ => Of(null, End("last", 1)));

        var seen = await WatchAsync();

        Assert.Equal(31, seen.Count);
    }

    [Fact]
    public async Task A_watch_that_hears_nothing_at_all_ends_with_FED2008_after_a_minute()
    {
        var began = _clock.GetUtcNow();
        _streams.Enqueue(_ => Of(Break()));
        _state = () => _opened.Count == 0 ? View(FederationStatus.Running, 0) : throw new TimeoutException("no answer");

        var refused = await Assert.ThrowsAsync<FederationException>(() => WatchAsync());

        Assert.Equal("FED2008", refused.Code);
        Assert.True(_clock.GetUtcNow() - began >= FederationWatch.GiveUpAfter);
    }

    [Fact]
    public async Task A_federation_that_does_not_exist_is_not_found()
    {
        _state = () => null;

        var refused = await Assert.ThrowsAsync<FederationException>(() => WatchAsync());

        Assert.Equal("FED3006", refused.Code);
    }

    private Task<List<FederationEvent>> WatchAsync(long after = 0)
    {
        var watch = new FederationWatch(
            new GrainCaller("alice", _clock),
            "digits",
            (position, _) =>
            {
                _opened.Add(position);
                return _streams.TryDequeue(out var next) ? next(position) : Of(Break());
            },
            _ => Task.Run(() => _state()),
            _ => Task.FromResult(_rounds));
        return PassingTime.Until(_clock, watch.RunAsync(after, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask());
    }

    private static async IAsyncEnumerable<FederationEvent> Of(Exception? end, params FederationEvent[] events)
    {
        foreach (var e in events)
        {
            await Task.Yield();
            yield return e;
        }

        if (end is not null)
        {
            throw end;
        }
    }

    private static async IAsyncEnumerable<FederationEvent> Silent([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }

    private static SiloUnavailableException Break() => new("killed");

    private static FederationEvent Committed(string epoch, long sequence, int round) =>
        new() { Kind = FederationEventKind.RoundCommitted, Epoch = epoch, Sequence = sequence, Round = round, At = DateTimeOffset.UnixEpoch.AddSeconds(round) };

    private FederationEvent End(string epoch, long sequence) =>
        new() { Kind = FederationEventKind.Finished, Epoch = epoch, Sequence = sequence, Round = 3, At = _clock.GetUtcNow() };

    private static RoundReport Report(int number) => new() { Round = number, Phase = RoundPhase.Committed, OpenedAt = DateTimeOffset.UnixEpoch };

    private static FederationView View(FederationStatus status, int round) =>
        new("digits", status, round, 10, "digits", null, new SpecDocument("{}", new string('a', 64)), "alice", DateTimeOffset.UnixEpoch, null);
}
