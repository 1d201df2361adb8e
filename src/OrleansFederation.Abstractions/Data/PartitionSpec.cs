namespace OrleansFederation.Data;

/// <summary>How one data set is divided among simulated clients.</summary>
public sealed record PartitionSpec
{
    /// <summary>The way of dividing.</summary>
    public PartitionKind Kind { get; init; } = PartitionKind.Iid;

    /// <summary>The concentration α of <see cref="PartitionKind.Dirichlet"/>, above 0; the smaller, the more the clients' labels differ.</summary>
    public double? Alpha { get; init; }

    /// <summary>The number of label shards each client gets, for <see cref="PartitionKind.Shards"/>.</summary>
    public int? ShardsPerClient { get; init; }

    /// <summary>The number of examples of each client, for <see cref="PartitionKind.Counts"/>.</summary>
    public IReadOnlyList<int>? Counts { get; init; }
}
