using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real trainer, with a fault of the test's choice before a request is passed on, spoilt where the test says how.</summary>
internal sealed class FaultyTrainer(IModelTrainer real, Func<TrainingRequest, CancellationToken, Task> fault, Func<TrainingRequest, TrainingRequest>? spoil = null) : IModelTrainer, IDisposable
{
    public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        await fault(request, cancellationToken);
        return await real.TrainAsync(spoil?.Invoke(request) ?? request, progress, cancellationToken);
    }

    public void Dispose() => (real as IDisposable)?.Dispose();
}
