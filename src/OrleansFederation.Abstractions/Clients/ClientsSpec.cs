using OrleansFederation.Data;

namespace OrleansFederation.Clients;

/// <summary>Who takes part: simulated clients over one data set, or a list of clients with data of their own.</summary>
public sealed record ClientsSpec
{
    /// <summary>The number of simulated clients, or null where <see cref="Listed"/> is given.</summary>
    public int? Simulate { get; init; }

    /// <summary>How the data is divided among simulated clients.</summary>
    public PartitionSpec Partition { get; init; } = new();

    /// <summary>The site at which simulated clients live.</summary>
    public string Site { get; init; } = "local";

    /// <summary>The sites among which simulated clients are dealt in turn, by ordinal; null where all live at <see cref="Site"/>.</summary>
    public IReadOnlyList<string>? Sites { get; init; }

    /// <summary>The ordinals of the simulated clients that take part; null means all. The others' data stays unused.</summary>
    public IReadOnlyList<int>? Only { get; init; }

    /// <summary>Tags of simulated clients, each with the ordinals of those that have it; null where there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>>? Tags { get; init; }

    /// <summary>Whether the parts of all simulated clients are pooled into one client: the upper bound to compare a federation with.</summary>
    public bool Pool { get; init; }

    /// <summary>Clients with data of their own, or null where <see cref="Simulate"/> is given.</summary>
    public IReadOnlyList<ListedClient>? Listed { get; init; }
}
