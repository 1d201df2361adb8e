using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;

namespace OrleansFederation.Calls;

/// <summary>Calls that are repeated, calls that are not, and in whose name they are made.</summary>
public sealed class GrainCallerTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _calls;

    [Fact]
    public async Task A_repeatable_call_is_tried_three_times_and_then_FED2008()
    {
        var refused = await Assert.ThrowsAsync<FederationException>(() => RunAsync(Caller().RepeatableAsync("model digits", _ => Fail<int>(new TimeoutException("no answer")), CancellationToken.None)));

        Assert.Equal("FED2008", refused.Code);
        Assert.Equal("model digits", refused.Problems[0].Place);
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task A_call_that_succeeds_at_the_second_attempt_succeeds()
    {
        var answer = await RunAsync(Caller().RepeatableAsync("x", _ => _calls == 0 ? Fail<int>(new SiloUnavailableException("gone")) : Task.FromResult(42), CancellationToken.None));

        Assert.Equal(42, answer);
    }

    [Fact]
    public async Task A_call_that_must_not_be_made_twice_is_made_once()
    {
        await Assert.ThrowsAsync<FederationException>(() => RunAsync(Caller().OnceAsync("x", _ => Fail<int>(new TimeoutException()), CancellationToken.None)));

        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated_and_arrives_as_it_is()
    {
        var refusal = FederationErrors.NotGranted.Exception("model digits", "no");

        var thrown = await Assert.ThrowsAsync<FederationException>(() => RunAsync(Caller().RepeatableAsync("x", _ => Fail<int>(refusal), CancellationToken.None)));

        Assert.Same(refusal, thrown);
        Assert.Equal(1, _calls);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData(null)]
    public async Task A_call_is_made_in_the_name_of_the_principal_whoever_was_named_before(string? principal)
    {
        PrincipalContext.Current = "somebody-else";

        var seen = await new GrainCaller(principal, _clock).RepeatableAsync("x", _ => Task.FromResult(PrincipalContext.Current ?? "nobody"), CancellationToken.None);

        Assert.Equal(principal ?? "nobody", seen);
    }

    [Fact]
    public async Task A_broken_watch_goes_on_without_telling_anything_twice()
    {
        var events = Caller().WatchAsync("x", after => Broken(after), 5, CancellationToken.None);

        var seen = await RunAsync(ToListAsync(events));

        Assert.Equal([1, 2, 3], seen.Select(e => e.Round));
    }

    [Fact]
    public async Task A_watch_that_stays_broken_ends_with_FED2008()
    {
        var refused = await Assert.ThrowsAsync<FederationException>(() => RunAsync(ToListAsync(Caller().WatchAsync("x", _ => Never(), 0, CancellationToken.None))));

        Assert.Equal("FED2008", refused.Code);
    }

    private GrainCaller Caller() => new("alice", _clock);

    private Task<T> Fail<T>(Exception exception)
    {
        _calls++;
        return Task.FromException<T>(exception);
    }

    private async IAsyncEnumerable<FederationEvent> Broken(long after)
    {
        await Task.Yield();
        if (_calls++ == 0)
        {
            Assert.Equal(5, after);
            yield return At(1);
            yield return At(2);
            throw new TimeoutException();
        }

        Assert.Equal(0, after);
        yield return At(1);
        yield return At(2);
        yield return At(3);
    }

    private static async IAsyncEnumerable<FederationEvent> Never()
    {
        await Task.Yield();
        yield return await Task.FromException<FederationEvent>(new TimeoutException());
    }

    private static FederationEvent At(int round) => new() { Round = round, At = DateTimeOffset.UnixEpoch.AddSeconds(round) };

    private static async Task<List<FederationEvent>> ToListAsync(IAsyncEnumerable<FederationEvent> events)
    {
        List<FederationEvent> list = [];
        await foreach (var e in events)
        {
            list.Add(e);
        }

        return list;
    }

    /// <summary>Lets pauses pass at once.</summary>
    private async Task<T> RunAsync<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await call;
    }
}
