using OrleansFederation.Data;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Rounds;

/// <summary>One client's part in a round.</summary>
[GenerateSerializer, Immutable, Alias("of.client-report")]
public sealed record ClientReport
{
    /// <summary>The client's id.</summary>
    [Id(0)] public required string Client { get; init; }

    /// <summary>The site that trained for it.</summary>
    [Id(1)] public string? Site { get; init; }

    /// <summary>How far the client is.</summary>
    [Id(2)] public ParticipantState State { get; init; }

    /// <summary>The attempt that counts, from 1.</summary>
    [Id(3)] public int Attempt { get; init; }

    /// <summary>Examples trained on in one epoch: the client's weight.</summary>
    [Id(4)] public long Examples { get; init; }

    /// <summary>Mean training loss of the last epoch.</summary>
    [Id(5)] public double? Loss { get; init; }

    /// <summary>Seconds of training.</summary>
    [Id(6)] public double Seconds { get; init; }

    /// <summary>The SHA-256 of the client's update.</summary>
    [Id(7)] public string? Digest { get; init; }

    /// <summary>Figures of the new model on the client's own test part, where it evaluated.</summary>
    [Id(8)] public Metrics? Evaluation { get; init; }

    /// <summary>Why the client failed, where it did.</summary>
    [Id(9)] public Problem? Failure { get; init; }

    /// <summary>What reading the client's data found: what was kept, what was dropped and why, which classes are absent.</summary>
    [Id(10)] public DataSummary? Data { get; init; }

    /// <summary>The weight of the client's update in the aggregate, 0 where the rule left it out; null where the rule works number by number.</summary>
    [Id(11)] public double? Weight { get; init; }

    /// <summary>The figure by which the aggregation rule judged the update, in the rule's own unit; null where it judges none.</summary>
    [Id(12)] public double? Score { get; init; }

    /// <summary>The Euclidean norm of the client's update; null where it contributed none.</summary>
    [Id(13)] public double? Norm { get; init; }

    /// <summary>
    /// Asynchronous federations: how many rounds before this one the client began, 0 for this one. Null in others.
    /// </summary>
    [Id(42)] public int? Staleness { get; init; }

    /// <summary>What the anomaly scores say of the client's update; null where none was scored.</summary>
    [Id(34)] public IReadOnlyList<UpdateScore>? Scores { get; init; }

    /// <summary>The steps of local training that the client did; null where it made no update, and in reports from before they were counted.</summary>
    [Id(38)] public long? Steps { get; init; }

    /// <summary>The most steps that it was ordered to do by the time budget; null where the spec's own were.</summary>
    [Id(39)] public long? StepsAtMost { get; init; }

    /// <summary>The number of the client's cluster, from 1; null where there is none.</summary>
    [Id(51)] public int? Cluster { get; init; }
}
