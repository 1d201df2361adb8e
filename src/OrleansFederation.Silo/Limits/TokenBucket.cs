namespace OrleansFederation.Limits;

/// <summary>
/// A rate with a burst, on an injected clock: System.Threading.RateLimiting reads the machine's own, which no test can move. Not
/// thread-safe; its owner locks.
/// </summary>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider clock)
{
    private double? _held;
    private long _at;

    /// <summary>Takes an amount, or says when it will be there.</summary>
    /// <param name="amount">How much; more than the burst is taken as the burst.</param>
    /// <param name="wait">How long to wait where it is not there.</param>
    public bool TryTake(double amount, out TimeSpan wait)
    {
        var now = clock.GetTimestamp();
        var held = _held is { } before ? Math.Min(burst, before + (clock.GetElapsedTime(_at, now).TotalSeconds * perSecond)) : burst;
        amount = Math.Min(amount, burst);
        (_held, _at) = (held, now);
        if (held >= amount)
        {
            _held = held - amount;
            wait = TimeSpan.Zero;
            return true;
        }

        wait = TimeSpan.FromSeconds(Math.Min((amount - held) / perSecond, TimeSpan.FromDays(1).TotalSeconds));
        return false;
    }
}
