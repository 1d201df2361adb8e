using Orleans.Runtime.Messaging;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Calls;

/// <summary>
/// Makes grain calls in the name of a principal. A call that may be repeated is made again when no answer comes: a call through a gateway
/// that was killed would otherwise wait for its whole response timeout. A call that must not be made twice waits that long.
/// </summary>
internal sealed class GrainCaller(string? principal, TimeProvider clock, ICallPath? path = null)
{
    /// <summary>How long repeatable calls are made again, from the first attempt to the last failure.</summary>
    public static readonly TimeSpan RepeatFor = TimeSpan.FromSeconds(45);

    private const int FewestAttempts = 2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>How long a call may still be answered after a part of the way broke: it may have gone another way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ICallPath _path = path ?? InProcessPath.Instance;

    /// <summary>The clock that bounds and spaces calls.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The way that calls take.</summary>
    public ICallPath Path => _path;

    /// <summary>Makes a call that gives the same when it is made twice.</summary>
    /// <param name="place">What it is about, for errors.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="within">How long this call may take where that is more than usual.</param>
    /// <exception cref="FederationException">FED2008 where no answer came, and what the call throws.</exception>
    public async Task<T> RepeatableAsync<T>(string place, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        var began = clock.GetTimestamp();
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var made = clock.GetTimestamp();
            try
            {
                return await AttemptAsync(call, within, cancellationToken);
            }
            catch (Exception e) when (IsTransient(e))
            {
                _path.NoAnswer(made);
                if (attempt >= FewestAttempts && clock.GetElapsedTime(began) >= RepeatFor)
                {
                    throw NoAnswer(place, $"no answer in {attempt} attempts over {clock.GetElapsedTime(began).TotalSeconds:0} s; the last: {e.Message}", e);
                }
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Makes a call that must not be made twice.</summary>
    /// <param name="place">What it is about, for errors.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederationException">FED2008 where no answer came, and what the call throws.</exception>
    public async Task<T> OnceAsync<T>(string place, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        Introduce();
        var made = clock.GetTimestamp();
        try
        {
            return await call(cancellationToken);
        }
        catch (Exception e) when (IsTransient(e))
        {
            _path.NoAnswer(made);
            throw NoAnswer(place, $"no answer, and whether it was done is not known; look before you do it again: {e.Message}", e);
        }
    }

    /// <summary>Says in whose name the following calls are made. It travels in the caller's context, so it is said before each of them.</summary>
    public void Introduce()
    {
        PrincipalContext.Current = principal;
        TokenContext.Current = _path.Token;
    }

    /// <summary>Whether a fault means that no answer came, rather than that the answer was no.</summary>
    public static bool IsTransient(Exception e) =>
        e is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or EnumerationAbortedException;

    /// <summary>Makes the exception that says so.</summary>
    public static FederationException NoAnswer(string place, string cause, Exception inner) => new(FederationErrors.TimedOut.At(place, cause), inner);

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan? within, CancellationToken cancellationToken)
    {
        Introduce();
        if (_path.AnswerWithin is not { } usual)
        {
            return await call(cancellationToken);
        }

        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_path.Broken);
        var answer = call(attempt.Token);
        try
        {
            return await answer.WaitAsync(within ?? usual, clock, bound.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !answer.IsCompleted)
        {
            return await answer.WaitAsync(Grace, clock, cancellationToken);
        }
        finally
        {
            if (!answer.IsCompleted)
            {
                // Nobody waits for it any more: it is cancelled where it still runs, and how it ends is of no interest.
                answer.Ignore();
                await attempt.CancelAsync();
            }
        }
    }
}
