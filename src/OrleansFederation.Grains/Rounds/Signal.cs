namespace OrleansFederation.Rounds;

/// <summary>
/// Wakes the one who waits; a signal without a waiter is kept for the next wait. It may be set from any thread: whoever sets it has
/// noted before why, and whoever waits looks at what is noted only after the wait has reset the signal.
/// </summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the waiter.</summary>
    public void Set() => _next.TrySetResult();

    /// <summary>Waits for a signal or for a time to pass.</summary>
    /// <param name="bound">The longest wait.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task WaitAsync(TimeSpan bound, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await _next.Task.WaitAsync(bound > TimeSpan.Zero ? bound : TimeSpan.Zero, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The bound passed: whoever waits looks at the time himself.
            return;
        }

        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
