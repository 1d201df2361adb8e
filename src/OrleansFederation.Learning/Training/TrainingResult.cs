namespace OrleansFederation.Training;

/// <summary>What local training gave.</summary>
/// <param name="Update">The trained parameters less those it started from, in the model's layout; all finite.</param>
/// <param name="Examples">Examples trained on in one epoch.</param>
/// <param name="Loss">Mean training loss of the last epoch.</param>
/// <param name="StartedAt">When the training began, after waiting for a lane.</param>
/// <param name="Seconds">Seconds of training.</param>
public sealed record TrainingResult(float[] Update, long Examples, double Loss, DateTimeOffset StartedAt, double Seconds);
