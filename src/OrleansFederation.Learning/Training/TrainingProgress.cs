namespace OrleansFederation.Training;

/// <summary>How far a training is.</summary>
/// <param name="Fraction">The share of the steps done, 0 to 1.</param>
/// <param name="Loss">The running mean of the loss in this epoch.</param>
/// <param name="Examples">Examples seen so far.</param>
public readonly record struct TrainingProgress(double Fraction, double Loss, long Examples);
