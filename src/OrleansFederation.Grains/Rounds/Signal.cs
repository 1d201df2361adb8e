namespace OrleansFederation.Rounds;

/// <summary>Wakes the one who waits on a grain's scheduler; a signal without a waiter is kept for the next wait.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
