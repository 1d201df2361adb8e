namespace OrleansFederation.Training;

/// <summary>How far a training is or, before it, the first reading of a client's data.</summary>
/// <param name="Fraction">The share of the steps done, or of the bytes read, 0 to 1.</param>
/// <param name="Loss">The running mean of the loss in this epoch.</param>
/// <param name="Examples">Examples seen so far.</param>
public readonly record struct TrainingProgress(double Fraction, double Loss, long Examples)
{
    /// <summary>The client whose data is read; null while it is trained on.</summary>
    public string? Reading { get; init; }
}
