namespace OrleansFederation.Cluster;

/// <summary>A silo as the others see it.</summary>
[GenerateSerializer, Immutable, Alias("of.silo-view")]
public sealed record SiloView
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Where other silos reach it, as <c>ADDRESS:PORT</c>.</summary>
    [Id(1)] public required string Address { get; init; }

    /// <summary>Where clients reach it, as <c>ADDRESS:PORT</c>; null where it has no gateway.</summary>
    [Id(2)] public string? Gateway { get; init; }

    /// <summary>Its roles; empty where it no longer says.</summary>
    [Id(3)] public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The sites that it carries; <c>*</c> is every site.</summary>
    [Id(4)] public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>What membership says of it.</summary>
    [Id(5)] public SiloStanding Standing { get; init; }

    /// <summary>When it started; of a dead one, when it last showed a sign of life.</summary>
    [Id(6)] public DateTimeOffset Since { get; init; }

    /// <summary>The version of its program; null where it no longer says.</summary>
    [Id(7)] public string? Version { get; init; }

    /// <summary>The tasks that it holds for its sites, waiting or running; null where it carries none or did not answer in time.</summary>
    [Id(8)] public int? Tasks { get; init; }
}
