namespace OrleansFederation.Rounds;

/// <summary>What a replay gave beside what the round has recorded.</summary>
[GenerateSerializer, Immutable, Alias("of.round-replay")]
public sealed record RoundReplay
{
    /// <summary>The federation's name.</summary>
    [Id(0)] public required string Federation { get; init; }

    /// <summary>The round's number.</summary>
    [Id(1)] public int Round { get; init; }

    /// <summary>The version that the round published.</summary>
    [Id(2)] public int? Version { get; init; }

    /// <summary>The recorded SHA-256 of the version's parameters; of clusters' versions, over theirs.</summary>
    [Id(3)] public string? Recorded { get; init; }

    /// <summary>The SHA-256 of the parameters that the replay gave; null where a client could not be trained again.</summary>
    [Id(4)] public string? Replayed { get; init; }

    /// <summary>Whether the cohort that the spec's seed selects is the recorded one; where the spec selects by what is measured, whether the recorded clients have the tags.</summary>
    [Id(5)] public bool SameCohort { get; init; }

    /// <summary>The contributors in ordinal order.</summary>
    [Id(6)] public IReadOnlyList<ReplayedClient> Clients { get; init; } = [];

    /// <summary>Seconds that the replay took.</summary>
    [Id(7)] public double Seconds { get; init; }

    /// <summary>Whether each contributor comes to the cluster that is recorded; true also where there are no clusters.</summary>
    [Id(51)] public bool SameClusters { get; init; } = true;

    /// <summary>Whether everything is the same to the bit.</summary>
    public bool IsSame => SameCohort && SameClusters && Recorded is not null && Recorded == Replayed && Clients.All(client => client.Recorded == client.Replayed);
}
