namespace OrleansFederation.Rounds;

/// <summary>Which clients a round asks, how many must answer, and how long it waits.</summary>
public sealed record SamplingSpec
{
    /// <summary>How many clients must be within reach before a round begins, selected or not; null where a round begins at once.</summary>
    public int? Available { get; init; }

    /// <summary>The share of the clients to select, above 0 up to 1. Ignored where <see cref="Count"/> is given.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>The number of clients to select, or null to select by <see cref="Fraction"/>.</summary>
    public int? Count { get; init; }

    /// <summary>The fewest clients to select, and the fewest updates that may be aggregated.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>How many clients more than wanted are selected, as a share of the wanted; the first to answer count. 0 is the reproducible setting.</summary>
    public double OverSelection { get; init; }

    /// <summary>How long the round waits for further updates once the minimum has arrived; null waits until all have answered or the deadline.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>How long the round may take for training, 1 second to 7 days.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Which clients may be selected, and whom of them a round prefers.</summary>
    public SelectionSpec Select { get; init; } = SelectionSpec.Everybody;

    /// <summary>What a client's failure means for the round.</summary>
    public ErrorPolicy OnError { get; init; } = ErrorPolicy.Strict;
}
