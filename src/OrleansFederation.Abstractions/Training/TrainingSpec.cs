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

    /// <summary>Passes over the client's data in one round, 1 or more.</summary>
    public int Epochs { get; init; } = 1;

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

    /// <summary>The learning rate's course over the rounds.</summary>
    public ScheduleSpec Schedule { get; init; } = ScheduleSpec.Constant;
}
