using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

/// <summary>When a federation ends before its last round, and what its best version is called.</summary>
/// <param name="Watch">The figure by which versions are compared.</param>
public sealed record StopSpec(WatchSpec Watch)
{
    /// <summary>The value at which the federation ends; null where none does.</summary>
    public double? Target { get; init; }

    /// <summary>After how many rounds without a better version the federation ends, 1 or more; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>By how much a version must be better than the best before to count, 0 or more.</summary>
    public double Improvement { get; init; }

    /// <summary>After how much time of rounds no further one begins; time in which nothing ran is not counted. Null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The alias that always names the best version.</summary>
    public string Alias { get; init; } = "best";
}
