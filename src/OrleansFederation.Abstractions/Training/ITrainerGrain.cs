using OrleansFederation.Artifacts;

namespace OrleansFederation.Training;

/// <summary>The façade of a site: takes orders and acknowledges them at once; results are pushed to the client's grain. Key: <c>{site}/trainer</c>.</summary>
[Alias("of.trainer")]
public interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>Accepts a task, or says why not. An order that is already held is acknowledged again and not done twice.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels the call, not the task.</param>
    [Alias("order")]
    Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken = default);

    /// <summary>Cancels a task if it is held here.</summary>
    /// <param name="key">Identifies the task.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("cancel")]
    Task CancelAsync(TaskKey key, CancellationToken cancellationToken = default);

    /// <summary>Folds frozen updates of this site into one partial sum.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels the fold.</param>
    [Alias("fold"), ResponseTimeout("00:10:00")]
    Task<FoldResult> FoldAsync(FoldOrder order, CancellationToken cancellationToken = default);

    /// <summary>Reads a piece of a frozen update of this site, for a rule that needs all updates.</summary>
    /// <param name="key">The task that made the update.</param>
    /// <param name="update">The digest and length that its receipt states.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How many bytes, at most <see cref="UpdatePiece.LargestLength"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    [Alias("read-update")]
    Task<UpdatePiece> ReadUpdateAsync(TaskKey key, ArtifactRef update, long offset, int length, CancellationToken cancellationToken = default);

    /// <summary>Removes the updates of a round that is over, and those of earlier ones.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="kept">Rounds whose updates stay, since clients that began in them have not contributed yet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("discard")]
    Task DiscardAsync(string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken = default);

    /// <summary>Removes what some clients kept of earlier rounds than one from which they, or replays of their rounds, go on.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="before">The round of the oldest states that stay.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("sweep-states")]
    Task SweepStatesAsync(string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken = default);
}
