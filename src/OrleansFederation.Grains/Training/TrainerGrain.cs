using OrleansFederation.Artifacts;
using OrleansFederation.Placement;

namespace OrleansFederation.Training;

/// <inheritdoc cref="ITrainerGrain"/>
[StatelessWorker, Reentrant, SitePlacement, GrainType("of.trainer")]
internal sealed class TrainerGrain(SiteTasks tasks, SiteFold fold, IUpdateStore updates) : Grain, ITrainerGrain
{
    public Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken) => Task.FromResult(tasks.Accept(order));

    public Task CancelAsync(TaskKey key, CancellationToken cancellationToken) => tasks.CancelAsync(key);

    public Task<FoldResult> FoldAsync(FoldOrder order, CancellationToken cancellationToken) => fold.FoldAsync(order, cancellationToken);

    public Task DiscardAsync(string federation, int round, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        return updates.DiscardAsync(key[..key.IndexOf('/', StringComparison.Ordinal)], federation, round, cancellationToken);
    }
}
