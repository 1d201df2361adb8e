using Microsoft.Extensions.Time.Testing;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Calls;

/// <summary>Calls that are repeated, calls that are not, and in whose name they are made.</summary>
public sealed class GrainCallerTests : IDisposable
{
    private readonly BreakablePath _path = new();
    private readonly FakeTimeProvider _clock = new();
    private int _calls;

    public void Dispose() => _path.Dispose();

    [Fact]
    public async Task A_repeatable_call_is_made_again_for_a_bounded_time_and_then_FED2008()
    {
        var began = _clock.GetUtcNow();

        var refused = await Assert.ThrowsAsync<FederationException>(() => RunAsync(Caller().RepeatableAsync("model digits", _ => Fail<int>(new TimeoutException("no answer")), CancellationToken.None)));

        Assert.Equal("FED2008", refused.Code);
        Assert.Equal("model digits", refused.Problems[0].Place);
        Assert.True(_calls > 3, $"{_calls} calls");
        Assert.True(_clock.GetUtcNow() - began >= GrainCaller.RepeatFor);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_time_is_made_again_and_the_first_one_cancelled()
    {
        var abandoned = CancellationToken.None;

        var answer = await RunAsync(new GrainCaller("alice", _clock, _path).RepeatableAsync("x", ct => Unanswered(42, () => abandoned = ct, ct), CancellationToken.None));

        Assert.Equal(42, answer);
        Assert.True(abandoned.IsCancellationRequested);
        Assert.Equal(1, _path.Unanswered);
    }

    [Fact]
    public async Task A_call_on_a_way_that_breaks_is_made_again_before_its_time_is_over()
    {
        _path.AnswerWithin = Timeout.InfiniteTimeSpan;
        var call = new GrainCaller("alice", _clock, _path).RepeatableAsync("x", ct => Unanswered(42, () => { }, ct), CancellationToken.None);
        await _path.BreakAsync();

        Assert.Equal(42, await RunAsync(call));
    }

    [Fact]
    public async Task A_call_that_must_not_be_made_twice_waits_though_the_way_breaks()
    {
        var answer = new TaskCompletionSource<int>();
        var call = new GrainCaller("alice", _clock, _path).OnceAsync("x", _ => answer.Task, CancellationToken.None);
        await _path.BreakAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.False(call.IsCompleted);
        answer.SetResult(7);
        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task A_call_shows_the_token_of_its_way()
    {
        var seen = await new GrainCaller("alice", _clock, _path).RepeatableAsync("x", _ => Task.FromResult(TokenContext.Current), CancellationToken.None);

        Assert.Equal("a.token", seen);
    }

    [Fact]
    public async Task A_call_in_the_process_shows_no_token_whoever_showed_one_before()
    {
        TokenContext.Current = "somebody.elses";

        Assert.Null(await Caller().RepeatableAsync("x", _ => Task.FromResult(TokenContext.Current), CancellationToken.None));
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

    private GrainCaller Caller() => new("alice", _clock);

    private Task<T> Fail<T>(Exception exception)
    {
        _calls++;
        return Task.FromException<T>(exception);
    }

    /// <summary>Answers only when it is asked again.</summary>
    private Task<T> Unanswered<T>(T answer, Action asked, CancellationToken cancellationToken)
    {
        if (_calls++ > 0)
        {
            return Task.FromResult(answer);
        }

        asked();
        var never = new TaskCompletionSource<T>();
        cancellationToken.Register(() => never.TrySetCanceled());
        return never.Task;
    }

    private Task<T> RunAsync<T>(Task<T> call) => PassingTime.Until(_clock, call);

    private sealed class BreakablePath : ICallPath, IDisposable
    {
        private readonly CancellationTokenSource _broken = new();

        public TimeSpan? AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

        public CancellationToken Broken => _wasBroken ? CancellationToken.None : _broken.Token;

        public string? Token => "a.token";

        public int Unanswered { get; private set; }

        private bool _wasBroken;

        public void NoAnswer(long since) => Unanswered++;

        public Task BreakAsync()
        {
            _wasBroken = true;
            return _broken.CancelAsync();
        }

        public void Dispose() => _broken.Dispose();
    }
}
