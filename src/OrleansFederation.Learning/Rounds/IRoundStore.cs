using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Rows of rounds: cohort, receipts, freezes and reports. The database is the authority for them. What is written in a tenure that has
/// ended is refused with FED3020 and changes nothing.
/// </summary>
public interface IRoundStore
{
    /// <summary>Takes a round up: inserts it and its cohort in one transaction, or, where it exists, ends the tenure of whoever drove it before.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cohort">The selected clients; not looked at where the round exists.</param>
    /// <param name="base">The parameters that it starts from, which are kept until its version is published.</param>
    /// <param name="openedAt">When it was opened.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The tenure in which the caller may write.</returns>
    Task<RoundTenure> OpenAsync(string federation, int number, IReadOnlyList<Participant> cohort, ArtifactRef @base, DateTimeOffset openedAt, string silo, CancellationToken cancellationToken);

    /// <summary>Loads a round.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The rows; null where the round was never opened.</returns>
    Task<RoundRecord?> LoadAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>Gives the epoch of the tenure in force.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The epoch; 0 where the round was never taken up.</returns>
    Task<long> GetEpochAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>
    /// Records reports of training tasks in one transaction. A receipt moves a client from Selected to Received, a failure to Failed;
    /// a report of an attempt other than the client's current one, or for a client already Received, changes nothing.
    /// </summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="reports">The reports.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED3020.</exception>
    Task RecordAsync(RoundTenure tenure, IReadOnlyList<TaskReport> reports, CancellationToken cancellationToken);

    /// <summary>Moves failed clients back to Selected with the next attempt.</summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED3020.</exception>
    Task RetryAsync(RoundTenure tenure, IReadOnlyList<string> clients, CancellationToken cancellationToken);

    /// <summary>Freezes the contributors if no freeze of this number or higher exists.</summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="freeze">The freeze to write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The freeze in force afterwards: this one, or the one that was there.</returns>
    /// <exception cref="Errors.FederationException">FED3007, FED3020.</exception>
    Task<Freeze> FreezeAsync(RoundTenure tenure, Freeze freeze, CancellationToken cancellationToken);

    /// <summary>
    /// Writes what the anomaly scores say of updates, marks those that are left out as Flagged, and freezes the others if no freeze of
    /// this number or higher exists: all in one transaction, so that who loads the round finds either nothing scored or the freeze that
    /// follows from it. Updates that have scores already keep them.
    /// </summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="freeze">The freeze without those left out; the one in force where nobody is.</param>
    /// <param name="scored">The clients with their scores; those left out in the state Flagged.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The freeze in force afterwards.</returns>
    /// <exception cref="Errors.FederationException">FED3007, FED3020.</exception>
    Task<Freeze> FlagAsync(RoundTenure tenure, Freeze freeze, IReadOnlyList<Participant> scored, CancellationToken cancellationToken);

    /// <summary>
    /// Marks clients as Failed whose updates were received and cannot count, since they are gone or are refused when they are read, and
    /// freezes the others if no freeze of this number or higher exists: all in one transaction, so that whoever goes on with the round
    /// knows of it, and the client's failure counts once.
    /// </summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="freeze">The freeze without them; the one in force where the others are too few, or not known yet.</param>
    /// <param name="failed">The clients, with receipts that say why.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The freeze in force afterwards.</returns>
    /// <exception cref="Errors.FederationException">FED3007, FED3020.</exception>
    Task<Freeze> FailAsync(RoundTenure tenure, Freeze freeze, IReadOnlyList<Participant> failed, CancellationToken cancellationToken);

    /// <summary>Writes how a round ended, and marks contributors and dropped clients.</summary>
    /// <param name="tenure">The caller's tenure.</param>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED3007, FED3020.</exception>
    Task FinishAsync(RoundTenure tenure, RoundReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a round up, and where it failed or was cancelled, puts it back into training and its failed clients back to Selected with the
    /// next attempt. Where contributors are frozen it goes on with them, and nobody is asked again; but a freeze that names a client which has
    /// failed is taken back with all scores, and the updates of the others are kept.
    /// </summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The tenure in which the caller may write.</returns>
    /// <exception cref="Errors.FederationException">FED3007.</exception>
    Task<RoundTenure> ReopenAsync(string federation, int number, string silo, CancellationToken cancellationToken);

    /// <summary>Tells from which committed round each client of a round goes on, for federations whose clients keep something.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number; it and its cohort are there.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>A continuation for each client of the cohort that contributed to an earlier committed round: it names the round in which the client began that update, by which what it kept is found.</returns>
    Task<IReadOnlyList<Continuation>> ContinuationsAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>Lets go of what was kept for a round that was never opened, since its federation ended before it. Does nothing where the round is there.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task ReleaseAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>Tells what clients did in the last <see cref="PastWork.Rounds"/> rounds before one, of those that were committed.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="before">The round's number, which need not be there.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>One for each client that was selected in any of them.</returns>
    Task<IReadOnlyList<PastWork>> PastWorkAsync(string federation, int before, CancellationToken cancellationToken);

    /// <summary>Tells of some clients, in this round's cohort or not, from which round each goes on; of those that have contributed.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="clients">The clients' ids.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Continuation>> LastContributionsAsync(string federation, int number, IReadOnlyList<string> clients, CancellationToken cancellationToken);

    /// <summary>Tells in which cluster a round counted each of its contributors.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The clusters' numbers, from 1, by client; empty where the round knows of none, or is not committed.</returns>
    Task<IReadOnlyDictionary<string, int>> ClustersAsync(string federation, int number, CancellationToken cancellationToken);

    /// <summary>Lists the reports of a federation's rounds by number. Clients are told of the last rounds only, some two thousand in all, and of none in a round of more than a few hundred; sites and further figures likewise, of some two hundred. Tallies are left out.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<RoundReport>> ListAsync(string federation, CancellationToken cancellationToken);
}
