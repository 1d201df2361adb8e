using Orleans.Storage;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Tells faults that pass by, such as a silo that died or a database that restarts, from those that stay.</summary>
internal static class Outage
{
    /// <summary>A step is tried again for so long before an outage becomes the round's failure.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Tells whether a fault passes by. A cancellation that nobody here asked for is one of a silo that stops.</summary>
    /// <param name="fault">The fault.</param>
    public static bool Is(Exception fault) => fault switch
    {
        InconsistentStateException => false,
        FederationException => IsOfService(fault),
        OrleansException or TimeoutException or ObjectDisposedException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>Tells whether a fault means that the database or the coordinators that give and take artifacts are away for a while.</summary>
    /// <param name="fault">The fault.</param>
    public static bool IsOfService(Exception fault) => fault is FederationException known
        && (known.Code == FederationErrors.DatabaseUnreachable.Code || known.Code == FederationErrors.ArtifactsUnreachable.Code);

    /// <summary>Does a step that may be repeated, again and again while it meets an outage.</summary>
    /// <param name="step">The step.</param>
    /// <param name="met">Told of each outage.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    public static Task<T> OutlastAsync<T>(Func<Task<T>> step, Action<Exception> met, TimeProvider clock, CancellationToken cancellationToken) =>
        OutlastAsync(step, Is, met, clock, cancellationToken);

    /// <summary>Does a step without a result that may be repeated, again and again while it meets an outage.</summary>
    /// <param name="step">The step.</param>
    /// <param name="met">Told of each outage.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    public static Task OutlastAsync(Func<Task> step, Action<Exception> met, TimeProvider clock, CancellationToken cancellationToken) =>
        OutlastAsync<object?>(async () =>
        {
            await step();
            return null;
        }, Is, met, clock, cancellationToken);

    /// <summary>Does a step that may be repeated, again and again while it meets an outage of a kind.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isOutage">Tells which faults are tried again.</param>
    /// <param name="met">Told of each outage.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    public static async Task<T> OutlastAsync<T>(Func<Task<T>> step, Func<Exception, bool> isOutage, Action<Exception> met, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (began, pause) = (clock.GetTimestamp(), FirstPause);
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception fault) when (isOutage(fault) && !cancellationToken.IsCancellationRequested && clock.GetElapsedTime(began) < Bound)
            {
                met(fault);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = Pauses.Next(pause, LongestPause);
        }
    }
}
