using System.Collections.Concurrent;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>Trains as the real one does and keeps what was asked for and what came of it.</summary>
internal sealed class WatchedTrainer(IModelTrainer real, ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen) : IModelTrainer
{
    public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var result = await real.TrainAsync(request, progress, cancellationToken);
        seen.Add((request, result));
        return result;
    }
}
