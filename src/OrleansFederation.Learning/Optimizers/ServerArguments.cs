using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>Arguments that several server optimisers have.</summary>
internal static class ServerArguments
{
    /// <summary>The learning rate η.</summary>
    /// <param name="standard">Its default.</param>
    public static NumericArgument LearningRate(double standard) =>
        new("learningRate", "The server's learning rate.", standard, 1e-9, 1000, Whole: false);

    /// <summary>β₁, the decay of the first moment.</summary>
    /// <param name="standard">Its default.</param>
    public static NumericArgument Beta1(double standard) =>
        new("beta1", "The decay of the first moment.", standard, 0, 0.999999, Whole: false);

    /// <summary>β₂, the decay of the second moment.</summary>
    public static NumericArgument Beta2 { get; } =
        new("beta2", "The decay of the second moment.", 0.99, 0, 0.999999, Whole: false);

    /// <summary>τ, which is added to the root of the second moment: the smaller, the more adaptive.</summary>
    public static NumericArgument Tau { get; } =
        new("tau", "Added to the root of the second moment: the smaller, the more adaptive.", 0.001, 1e-12, 1000, Whole: false);
}
