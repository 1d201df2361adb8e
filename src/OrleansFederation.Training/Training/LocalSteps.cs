namespace OrleansFederation.Training;

/// <summary>
/// How far one unit of gradient is carried through local training: ‖a‖₁ of Wang et al. 2020, "Tackling the Objective Inconsistency Problem
/// in Heterogeneous Federated Optimization", where w − w_t = −η·Σₖ aₖgₖ. For SGD a follows from what a single gradient does to the
/// parameters over the steps after it: 1 a step where it is plain, (1 − ρ^(τ−k)) / (1 − ρ) with momentum ρ, (1 − ημ)^(τ−1−k) with a proximal
/// term (section 4 and appendix). η is the learning rate of the round, the same at every client, so that a schedule changes nothing. Weight decay
/// counts as part of the gradient. Adam's steps do not grow with the gradient, and have no such a: each counts as 1.
/// </summary>
internal static class LocalSteps
{
    /// <summary>Computes ‖a‖₁.</summary>
    /// <param name="training">The optimiser.</param>
    /// <param name="rate">What its learning rate is multiplied by in the round.</param>
    /// <param name="proximal">μ of the proximal term.</param>
    /// <param name="steps">The number of steps, τ.</param>
    /// <returns>The norm, above 0.</returns>
    public static double Of(TrainingSpec training, double rate, double proximal, long steps)
    {
        if (training.Optimizer != OptimizerKind.Sgd || (training.Momentum == 0 && proximal == 0))
        {
            return steps;
        }

        // The way of one unit of gradient: how far it has carried, and the momentum that it left.
        var (sum, way, momentum, pull) = (0.0, 0.0, 0.0, training.LearningRate * rate * proximal);
        for (var step = 0L; step < steps; step++)
        {
            var gradient = (step == 0 ? 1 : 0) - pull * way;
            momentum = momentum * training.Momentum + gradient;
            way += training.Nesterov ? gradient + momentum * training.Momentum : momentum;
            sum += Math.Abs(way);
        }

        return sum;
    }
}
