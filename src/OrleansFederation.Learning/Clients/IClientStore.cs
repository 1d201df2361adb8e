namespace OrleansFederation.Clients;

/// <summary>Rows of enrolled clients. What a client did is counted from the rounds' rows, not written twice.</summary>
public interface IClientStore
{
    /// <summary>Enrols clients in one transaction with dense ordinals; leaves those that are enrolled as they are.</summary>
    /// <param name="federation">The federation that enrols them.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task EnrolAsync(string federation, IReadOnlyList<Enrolment> clients, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Finds a client.</summary>
    /// <param name="id">The client's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The client with its counts; null where none of this id is enrolled.</returns>
    Task<ClientView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists clients by id, with their counts; speed and reliability are those of the federation's last rounds, or of all federations'.</summary>
    /// <param name="federation">The federation whose clients to list, or null for all.</param>
    /// <param name="limit">The most to list.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ClientView>> ListAsync(string? federation, int limit, CancellationToken cancellationToken);

    /// <summary>Lists a federation's clients by id, with their counts alone: without tags, speed and reliability.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ClientView>> ListCountsAsync(string federation, CancellationToken cancellationToken);

    /// <summary>Counts the enrolled clients by site.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyDictionary<string, long>> CountBySiteAsync(CancellationToken cancellationToken);
}
