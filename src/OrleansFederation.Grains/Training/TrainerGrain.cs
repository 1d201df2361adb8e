using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Placement;

namespace OrleansFederation.Training;

/// <inheritdoc cref="ITrainerGrain"/>
[StatelessWorker, Reentrant, SitePlacement, GrainType("of.trainer")]
internal sealed class TrainerGrain(SiteTasks tasks, SiteFold fold, IUpdateStore updates, IClientStateStore states) : Grain, ITrainerGrain
{
    private string Site => this.GetPrimaryKeyString().Split('/')[0];

    public Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken) => Task.FromResult(tasks.Accept(order));

    public Task CancelAsync(TaskKey key, CancellationToken cancellationToken) => tasks.CancelAsync(key);

    public Task<FoldResult> FoldAsync(FoldOrder order, CancellationToken cancellationToken) => fold.FoldAsync(order, cancellationToken);

    public async Task<UpdatePiece> ReadUpdateAsync(TaskKey key, ArtifactRef update, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var piece = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(Math.Min(length, update.Length - offset), 0, UpdatePiece.LargestLength));
        var read = piece.Length == 0 ? 0 : await updates.ReadAsync(Site, key, update, offset, piece, cancellationToken);
        return new(read == piece.Length ? piece : piece[..read]);
    }

    public Task DiscardAsync(string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        updates.DiscardAsync(Site, federation, round, kept, cancellationToken);

    public Task SweepStatesAsync(string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken) =>
        states.SweepAsync(Site, federation, before, clients, cancellationToken);
}
