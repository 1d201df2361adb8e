namespace OrleansFederation.Rounds;

/// <summary>
/// Asynchronous aggregation with a buffer, FedBuff (Nguyen et al. 2022, "Federated Learning with Buffered Asynchronous Aggregation"): a round
/// ends as soon as its buffer is full, and clients that still train go on; their updates count in a later round, weighted by 1/√(1+s) where s is the
/// number of rounds between.
/// </summary>
public sealed record AsyncSpec
{
    /// <summary>The most rounds by which an update may be late at all: what each began with is kept for so long.</summary>
    public const int MostStaleness = 100;

    /// <summary>How many updates make a version, 1 or more: K of the paper.</summary>
    public int Buffer { get; init; } = 10;

    /// <summary>How many clients train, or wait with an update, at a time; null for all.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The most rounds by which an update that counts may be late, 0 to 100; older ones are dropped.</summary>
    public int Staleness { get; init; } = 20;
}
