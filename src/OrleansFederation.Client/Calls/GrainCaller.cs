using System.Runtime.CompilerServices;
using Orleans.Runtime;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Calls;

/// <summary>Makes grain calls in the name of a principal, and repeats those that may be repeated when the cluster does not answer.</summary>
internal sealed class GrainCaller(string? principal, TimeProvider clock, string? token = null)
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes a call that gives the same when it is made twice.</summary>
    public Task<T> RepeatableAsync<T>(string place, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(place, call, Attempts, cancellationToken);

    /// <summary>Makes a call that must not be made twice.</summary>
    public Task<T> OnceAsync<T>(string place, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(place, call, 1, cancellationToken);

    /// <summary>
    /// Follows a stream of events to its end. When it breaks, it is opened again from the oldest event remembered, because positions
    /// begin anew with each activation of the grain; what was already given is recognised by its time.
    /// </summary>
    public async IAsyncEnumerable<FederationEvent> WatchAsync(
        string place,
        Func<long, IAsyncEnumerable<FederationEvent>> open,
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = DateTimeOffset.MinValue;
        var broken = 0;
        while (true)
        {
            // The name travels in the caller's context, which an iterator gets back at every step: so it is set at every step.
            Introduce();
            await using var events = new Introduced<FederationEvent>(open(broken == 0 ? after : 0).GetAsyncEnumerator(cancellationToken), Introduce);
            while (true)
            {
                bool more;
                try
                {
                    more = await events.MoveNextAsync();
                }
                catch (Exception e) when (IsTransient(e) && broken < Attempts)
                {
                    broken++;
                    break;
                }
                catch (Exception e) when (IsTransient(e))
                {
                    throw NoAnswer(place, e);
                }

                if (!more)
                {
                    yield break;
                }

                if (broken > 0 && events.Current.At <= last)
                {
                    continue;
                }

                last = events.Current.At;
                yield return events.Current;
            }

            await Task.Delay(FirstPause * broken, clock, cancellationToken);
        }
    }

    private async Task<T> CallAsync<T>(string place, Func<CancellationToken, Task<T>> call, int attempts, CancellationToken cancellationToken)
    {
        Introduce();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception e) when (IsTransient(e) && attempt < attempts)
            {
                await Task.Delay(FirstPause * attempt, clock, cancellationToken);
            }
            catch (Exception e) when (IsTransient(e))
            {
                throw NoAnswer(place, e);
            }
        }
    }

    /// <summary>Says who calls: the name, which counts only in an embedded silo, and the token, which a cluster verifies.</summary>
    private void Introduce()
    {
        PrincipalContext.Current = principal;
        TokenContext.Current = token;
    }

    private static bool IsTransient(Exception e) =>
        e is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or EnumerationAbortedException;

    private static FederationException NoAnswer(string place, Exception inner) =>
        new(FederationErrors.TimedOut.At(place, inner.Message), inner);
}
