namespace OrleansFederation.Doctor;

/// <summary>What a silo knows of itself.</summary>
[GenerateSerializer, Immutable, Alias("of.silo-facts")]
public sealed record SiloFacts
{
    /// <summary>The version of the platform that it runs.</summary>
    [Id(0)] public required string Version { get; init; }

    /// <summary>What its clock showed.</summary>
    [Id(1)] public DateTimeOffset At { get; init; }

    /// <summary>The number of the database's schema; null where the database did not answer.</summary>
    [Id(2)] public long? Schema { get; init; }

    /// <summary>What the database's clock showed less what the silo's did, in seconds; null where the database did not answer.</summary>
    [Id(3)] public double? DatabaseAhead { get; init; }

    /// <summary>Free bytes where it keeps its files.</summary>
    [Id(4)] public long DiskFree { get; init; }

    /// <summary>Bytes of the disk where it keeps its files.</summary>
    [Id(5)] public long DiskSize { get; init; }

    /// <summary>When its certificate ends; null where it has none.</summary>
    [Id(6)] public DateTimeOffset? CertificateUntil { get; init; }

    /// <summary>The tasks that it holds.</summary>
    [Id(7)] public int Tasks { get; init; }

    /// <summary>Seconds for which work waited for a thread lately.</summary>
    [Id(8)] public double PoolDelay { get; init; }
}
