namespace OrleansFederation.Rounds;

/// <summary>How long to wait between tries.</summary>
internal static class Pauses
{
    /// <summary>Doubles a pause, up to a bound.</summary>
    /// <param name="pause">The last pause.</param>
    /// <param name="longest">The bound.</param>
    public static TimeSpan Next(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;
}
