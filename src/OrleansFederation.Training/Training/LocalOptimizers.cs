namespace OrleansFederation.Training;

/// <summary>Makes the local optimiser of a spec.</summary>
internal static class LocalOptimizers
{
    /// <summary>Makes an optimiser without memory of earlier steps.</summary>
    /// <param name="training">Which one, and its settings.</param>
    /// <param name="length">The number of elements of the flat vector.</param>
    public static ILocalOptimizer Create(TrainingSpec training, int length) => training.Optimizer switch
    {
        OptimizerKind.Sgd => new SgdOptimizer(training, length),
        OptimizerKind.Adam => new AdamOptimizer(training, length, decoupled: false),
        OptimizerKind.AdamW => new AdamOptimizer(training, length, decoupled: true),
        _ => throw new ArgumentOutOfRangeException(nameof(training), training.Optimizer, "There is no such optimiser."),
    };
}
