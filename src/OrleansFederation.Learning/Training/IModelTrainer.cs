namespace OrleansFederation.Training;

/// <summary>Trains models on threads of its own, so many at once as the machine carries; further requests wait in order.</summary>
public interface IModelTrainer
{
    /// <summary>Trains a model on a client's data. The same request gives the same bits on the same kind of processor.</summary>
    /// <param name="request">What to train.</param>
    /// <param name="progress">Told about every quarter of a second while it trains, from the training thread; may be null.</param>
    /// <param name="cancellationToken">Cancels the training at its next step.</param>
    /// <exception cref="Errors.FederationException">FED3002 where the update is not finite; FED1005, FED1022 where data and model do not fit.</exception>
    Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}
