using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Training;

/// <summary>How a task ended: the receipt of an update, figures of an evaluation, or a failure.</summary>
[GenerateSerializer, Immutable, Alias("of.task-report")]
public sealed record TaskReport
{
    /// <summary>Identifies the task.</summary>
    [Id(0)] public required TaskKey Key { get; init; }

    /// <summary>The site that did it.</summary>
    [Id(1)] public required string Site { get; init; }

    /// <summary>The update, kept at the site, where training succeeded; the statistics, where they were gathered.</summary>
    [Id(2)] public ArtifactRef? Update { get; init; }

    /// <summary>Examples trained on in one epoch: the client's weight.</summary>
    [Id(3)] public long Examples { get; init; }

    /// <summary>Mean training loss of the last epoch.</summary>
    [Id(4)] public double? Loss { get; init; }

    /// <summary>Figures, where evaluation succeeded.</summary>
    [Id(5)] public Metrics? Metrics { get; init; }

    /// <summary>Seconds of work, without waiting in the queue.</summary>
    [Id(6)] public double Seconds { get; init; }

    /// <summary>When the work began.</summary>
    [Id(7)] public DateTimeOffset StartedAt { get; init; }

    /// <summary>Why the task failed, where it did.</summary>
    [Id(8)] public Problem? Failure { get; init; }

    /// <summary>What reading the data of a listed client found; null for others, which share their data, and where nothing can be dropped or missing.</summary>
    [Id(9)] public DataSummary? Data { get; init; }

    /// <summary>The Euclidean norm of the update over the parameters that move; null where no update was made.</summary>
    [Id(10)] public double? Norm { get; init; }

    /// <summary>How far one unit of gradient was carried through local training (for plain SGD the number of steps); null where no update was made.</summary>
    [Id(11)] public double? LocalSteps { get; init; }

    /// <summary>The loss of the round's base on the client's training part, before training; null where nothing in the spec asks for it.</summary>
    [Id(12)] public double? InitialLoss { get; init; }

    /// <summary>The steps of local training; null where no update was made, and in receipts from before they were counted.</summary>
    [Id(38)] public long? Steps { get; init; }

    /// <summary>Examples trained on in all passes over the data; null where <see cref="Steps"/> is.</summary>
    [Id(39)] public long? Trained { get; init; }

    /// <summary>Figures of the version itself on the same examples, where <see cref="Metrics"/> are of a model of the client's own and the version is whole without it.</summary>
    [Id(46)] public Metrics? Shared { get; init; }
}
