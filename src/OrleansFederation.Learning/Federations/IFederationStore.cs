using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Rows of federations: for listing and for finding what was active on a silo. The grain's state is the authority.</summary>
public interface IFederationStore
{
    /// <summary>Inserts the row of a new federation; does nothing where it exists.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task CreateAsync(FederationView federation, string silo, CancellationToken cancellationToken);

    /// <summary>Updates what changes of a federation.</summary>
    /// <param name="name">The federation's name.</param>
    /// <param name="status">What it is doing.</param>
    /// <param name="round">The last committed round.</param>
    /// <param name="version">The last published version.</param>
    /// <param name="failure">Why it failed, where it did.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task UpdateAsync(string name, FederationStatus status, int round, int? version, Problem? failure, string silo, CancellationToken cancellationToken);

    /// <summary>Finds a federation by name.</summary>
    /// <param name="name">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The row; null where there is none.</returns>
    Task<FederationView?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lists all federations by name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<FederationView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Lists the federations that run, by name, with the round each is at.</summary>
    /// <param name="limit">The most to list.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<RunningFederation>> ListRunningAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Lists the names of the federations that do something, by name.</summary>
    /// <param name="status">What they are doing.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<string>> ListNamesAsync(FederationStatus status, CancellationToken cancellationToken);
}
