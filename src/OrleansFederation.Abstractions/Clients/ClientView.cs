namespace OrleansFederation.Clients;

/// <summary>A client as others see it.</summary>
[GenerateSerializer, Immutable, Alias("of.client-view")]
public sealed record ClientView
{
    /// <summary>The client's id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The dense ordinal of its enrolment, from 0.</summary>
    [Id(1)] public long Enrolment { get; init; }

    /// <summary>The site at which it lives.</summary>
    [Id(2)] public required string Site { get; init; }

    /// <summary>The federation that enrolled it.</summary>
    [Id(3)] public required string Federation { get; init; }

    /// <summary>When it was enrolled.</summary>
    [Id(4)] public DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it last delivered or failed.</summary>
    [Id(5)] public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Rounds for which it was selected.</summary>
    [Id(6)] public long Selected { get; init; }

    /// <summary>Rounds to which it contributed.</summary>
    [Id(7)] public long Contributed { get; init; }

    /// <summary>Rounds in which it failed.</summary>
    [Id(8)] public long Failed { get; init; }

    /// <summary>Examples of its last contribution.</summary>
    [Id(9)] public long? Examples { get; init; }

    /// <summary>The task it is working on, where it is.</summary>
    [Id(10)] public string? Working { get; init; }

    /// <summary>Whether a silo of its site is in the cluster now, so that it can be asked to train.</summary>
    [Id(11)] public bool Available { get; init; }

    /// <summary>Rounds in which an anomaly score flagged its update, whether it was left out or not.</summary>
    [Id(34)] public long Flagged { get; init; }

    /// <summary>
    /// How far the client's updates can be expected to be sound, 0 to 1: (c + 1) / (c + g + f + 2) with c rounds contributed to, g flagged
    /// and f failed, over all federations. It is the expectation of the Beta distribution that these counts leave of an even one (Jøsang and
    /// Ismail 2002, "The Beta Reputation System"): 0.5 for a client of which nothing is known.
    /// </summary>
    public double Reputation => (Contributed + 1.0) / (Contributed + Flagged + Failed + 2);

    /// <summary>The tags that federations gave it, in ordinal order.</summary>
    [Id(38)] public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>What its site has now; null where no silo of it is in the cluster.</summary>
    [Id(39)] public SiteCapacity? Capacity { get; init; }

    /// <summary>Examples a second in the fastest of its last three contributions; null where they tell of none.</summary>
    [Id(40)] public double? Speed { get; init; }

    /// <summary>
    /// The share of its last 20 rounds in which it did its work in time, 0 to 1, as if it had done so in two rounds before its first: of the
    /// federation whose clients are listed, else of all.
    /// </summary>
    [Id(41)] public double Reliability { get; init; } = 1;
}
