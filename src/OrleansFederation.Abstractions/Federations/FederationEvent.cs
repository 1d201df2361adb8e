using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

/// <summary>Something that happened in a federation, pushed to whoever watches. Only the fields of its kind are set.</summary>
[GenerateSerializer, Immutable, Alias("of.federation-event")]
public sealed record FederationEvent
{
    /// <summary>The position in the federation's events, from 1 for each activation of its grain.</summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>When it happened.</summary>
    [Id(1)] public DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)] public FederationEventKind Kind { get; init; }

    /// <summary>The round's number; 0 where the event is of the federation.</summary>
    [Id(3)] public int Round { get; init; }

    /// <summary>The client concerned.</summary>
    [Id(4)] public string? Client { get; init; }

    /// <summary>The clients selected, for <see cref="FederationEventKind.RoundOpened"/> of a cohort small enough to tell of each; those that wait, for <see cref="FederationEventKind.ClientUnavailable"/>; those flagged, for <see cref="FederationEventKind.UpdatesScreened"/>; those that may be selected all the same, for <see cref="FederationEventKind.ClientsReadmitted"/>.</summary>
    [Id(5)] public IReadOnlyList<string>? Cohort { get; init; }

    /// <summary>How much of the work is done, 0 to 1, for progress.</summary>
    [Id(6)] public double? Fraction { get; init; }

    /// <summary>The running training loss.</summary>
    [Id(7)] public double? Loss { get; init; }

    /// <summary>Examples trained on.</summary>
    [Id(8)] public long? Examples { get; init; }

    /// <summary>Central figures of a committed round.</summary>
    [Id(9)] public Metrics? Central { get; init; }

    /// <summary>Merged figures of the clients that evaluated.</summary>
    [Id(10)] public Metrics? Federated { get; init; }

    /// <summary>The version that a committed round published.</summary>
    [Id(11)] public int? Version { get; init; }

    /// <summary>Seconds that the step took.</summary>
    [Id(12)] public double? Seconds { get; init; }

    /// <summary>What went wrong.</summary>
    [Id(13)] public Problem? Problem { get; init; }

    /// <summary>Names the run of positions that <see cref="Sequence"/> counts in: another one begins with each activation of the federation's grain.</summary>
    [Id(14)] public string? Epoch { get; init; }

    /// <summary>The number of clients selected.</summary>
    [Id(20)] public int? Selected { get; init; }

    /// <summary>The number of clients that have delivered.</summary>
    [Id(21)] public int? Delivered { get; init; }

    /// <summary>Why the federation ended before its last round, why a committed round's version is not promoted, or why updates are flagged.</summary>
    [Id(22)] public string? Reason { get; init; }

    /// <summary>Bytes that clients sent in a committed round.</summary>
    [Id(23)] public long? BytesUp { get; init; }

    /// <summary>Bytes that clients were sent in a committed round.</summary>
    [Id(24)] public long? BytesDown { get; init; }

    /// <summary>How accuracy is spread over the clients that evaluated in a committed round.</summary>
    [Id(46)] public ClientSpread? Spread { get; init; }
}
