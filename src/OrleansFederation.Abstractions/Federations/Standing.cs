namespace OrleansFederation.Federations;

/// <summary>How far a federation has come by the figures it watches: what stopping, selecting and promoting are decided by.</summary>
[GenerateSerializer, Immutable, Alias("of.standing")]
public sealed record Standing
{
    /// <summary>That of a federation before its first round.</summary>
    public static Standing Start { get; } = new();

    /// <summary>The gate's figure of the version that the next round starts from; null before the first, and where it has none.</summary>
    [Id(0)] public double? Head { get; init; }

    /// <summary>The best value of the figure that stopping watches; null before there is one.</summary>
    [Id(1)] public double? Best { get; init; }

    /// <summary>The version that has it.</summary>
    [Id(2)] public int? BestVersion { get; init; }

    /// <summary>The round that made it.</summary>
    [Id(3)] public int? BestRound { get; init; }

    /// <summary>The seconds that the committed rounds took.</summary>
    [Id(4)] public double Seconds { get; init; }
}
