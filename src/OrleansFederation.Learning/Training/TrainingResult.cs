namespace OrleansFederation.Training;

/// <summary>What local training gave.</summary>
/// <param name="Update">The trained parameters less those it started from, in the model's layout; all finite.</param>
/// <param name="Examples">Examples trained on in one epoch.</param>
/// <param name="Loss">Mean training loss of the last epoch, or of as much of it as was trained.</param>
/// <param name="StartedAt">When the training began, after waiting for a lane.</param>
/// <param name="Seconds">Seconds of training.</param>
public sealed record TrainingResult(float[] Update, long Examples, double Loss, DateTimeOffset StartedAt, double Seconds)
{
    /// <summary>The Euclidean norm of the update, without what stays at the client.</summary>
    public double Norm { get; init; }

    /// <summary>How far one unit of gradient was carried, ‖a‖₁ of Wang et al. 2020: for plain SGD the number of steps.</summary>
    public double LocalSteps { get; init; }

    /// <summary>The number of steps.</summary>
    public long Steps { get; init; }

    /// <summary>Examples trained on in all passes over the data.</summary>
    public long Trained { get; init; }

    /// <summary>The mean loss of the parameters it started from; null where it was not asked for.</summary>
    public double? InitialLoss { get; init; }
}
