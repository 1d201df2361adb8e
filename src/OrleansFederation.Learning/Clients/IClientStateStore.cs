namespace OrleansFederation.Clients;

/// <summary>
/// What clients keep from one round to a later one, at the site where they live: immutable by its key, so that a task done again writes the
/// same and never goes on from its own result. Which round a task continues from is the coordinator's to say.
/// </summary>
public interface IClientStateStore
{
    /// <summary>Keeps a state on stable storage; one of the same key is replaced as a whole.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full, FED2010 where it cannot be written.</exception>
    Task WriteAsync(ClientStateKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a state and verifies its digest.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="Errors.FederationException">FED3070 where it is missing or damaged: whoever needs it must not begin anew.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(ClientStateKey key, CancellationToken cancellationToken);

    /// <summary>Removes what some clients kept of earlier rounds than one from which they will go on.</summary>
    /// <param name="site">The site.</param>
    /// <param name="federation">The federation's name.</param>
    /// <param name="before">The round of the oldest states that stay.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task SweepAsync(string site, string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken);
}
