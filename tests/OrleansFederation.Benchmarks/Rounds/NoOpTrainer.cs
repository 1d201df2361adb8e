using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Training that does nothing: an update that differs from round to round, so that nothing is found stored already, and a receipt of one step.</summary>
internal sealed class NoOpTrainer(TimeProvider clock) : IModelTrainer
{
    public Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var update = new float[ModelPlans.Of(request.Spec.Model).Layout.Length];
        var value = 1e-3f + request.Seed % 97 * 1e-5f;
        Array.Fill(update, value);
        return Task.FromResult(new TrainingResult(update, request.Data.Count, 1, clock.GetUtcNow(), 0)
        {
            Norm = value * Math.Sqrt(update.Length),
            LocalSteps = 1,
            Steps = 1,
            Trained = request.Data.Count,
        });
    }
}
