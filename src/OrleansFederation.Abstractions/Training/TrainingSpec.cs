using OrleansFederation.Schedules;

namespace OrleansFederation.Training;

/// <summary>Local training at a client.</summary>
public sealed record TrainingSpec
{
    /// <summary>The local optimiser.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Examples a step, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the client's data in one round, 1 or more; without meaning where <see cref="Steps"/> is given.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Steps in one round, 1 or more, on over as many passes as they take; null where <see cref="Epochs"/> counts.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// The time that local training may take at a client, to which the steps of each are fitted by what it took before, up to
    /// <see cref="Epochs"/> or <see cref="Steps"/>; null where all do those.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Momentum of SGD, 0 up to but not including 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether SGD's momentum is Nesterov's.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Weight decay, 0 or more: L2 for SGD and Adam, decoupled for AdamW.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decay of the first moment, for Adam and AdamW.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment, for Adam and AdamW.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>The largest Euclidean norm of a step's gradient, above 0: a longer one is shortened to it. Null for no bound.</summary>
    public double? Clip { get; init; }

    /// <summary>The pull back to the parameters that the round began with; null for none.</summary>
    public ProximalSpec? Proximal { get; init; }

    /// <summary>Whether clients correct each gradient by control variates (SCAFFOLD), which they and the server keep from round to round.</summary>
    public bool Scaffold { get; init; }

    /// <summary>α of FedDyn's dynamic regulariser, above 0; null for none.</summary>
    public double? Dynamic { get; init; }

    /// <summary>The share of each target that cross-entropy spreads evenly over all classes, 0 up to but not including 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>β of the effective numbers of examples by which classes are weighted, 0 up to but not including 1; null for no weights.</summary>
    public double? ClassBalance { get; init; }

    /// <summary>The learning rate's course over the rounds.</summary>
    public ScheduleSpec Schedule { get; init; } = ScheduleSpec.Constant;
}
