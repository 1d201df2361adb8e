namespace OrleansFederation.Fixtures;

/// <summary>A clock whose time is set by the test; timers run on real time.</summary>
internal sealed class SettableClock : TimeProvider
{
    /// <summary>The time it shows.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
