using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Rows of rounds: cohort, receipts, freezes and reports. The database is the authority for them.</summary>
public interface IRoundStore
{
    /// <summary>Inserts a round and its cohort in one transaction; does nothing where the round exists.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cohort">The selected clients.</param>
    /// <param name="openedAt">When it was opened.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task OpenAsync(string federation, int number, IReadOnlyList<Participant> cohort, DateTimeOffset openedAt, string silo, CancellationToken cancellationToken);

    /// <summary>Loads a round.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The rows; null where the round was never opened.</returns>
    Task<RoundRecord?> LoadAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>
    /// Records reports of training tasks in one transaction. A receipt moves a client from Selected to Received, a failure to Failed;
    /// a report of an attempt other than the client's current one, or for a client already Received, changes nothing.
    /// </summary>
    /// <param name="reports">The reports, of one or several rounds.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task RecordAsync(IReadOnlyList<TaskReport> reports, CancellationToken cancellationToken);

    /// <summary>Moves failed or lost clients back to Selected with the next attempt.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task RetryAsync(string federation, int number, IReadOnlyList<string> clients, CancellationToken cancellationToken);

    /// <summary>Freezes the contributors if no freeze of this number or higher exists.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="freeze">The freeze to write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The freeze in force afterwards: this one, or the one that was there.</returns>
    Task<Freeze> FreezeAsync(string federation, int number, Freeze freeze, CancellationToken cancellationToken);

    /// <summary>Writes how a round ended, and marks contributors and dropped clients.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task FinishAsync(string federation, RoundReport report, CancellationToken cancellationToken);

    /// <summary>Puts a failed or cancelled round back into training, and its failed clients back to Selected with the next attempt.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task ReopenAsync(string federation, int number, string silo, CancellationToken cancellationToken);

    /// <summary>Lists the reports of a federation's rounds by number. Clients are told of the last rounds only, some two thousand in all, and of none in a round of more than a few hundred.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<RoundReport>> ListAsync(string federation, CancellationToken cancellationToken);
}
