using OrleansFederation.Training;

namespace OrleansFederation.Artifacts;

/// <summary>Updates in transit, kept at the site that made them until their round has committed. One file a task.</summary>
public interface IUpdateStore
{
    /// <summary>Stores the update of a task, replacing an earlier one of the same key.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The task.</param>
    /// <param name="content">The update as safetensors; nobody writes to it from now on, since the store may keep it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads an update and verifies its digest.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The task.</param>
    /// <param name="expected">The digest and length that the receipt states.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The update; null where it is missing or damaged.</returns>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken);

    /// <summary>Begins the update of a task that is written block by block; completing it replaces an earlier one of the same key.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The task.</param>
    /// <param name="cancellationToken">Cancels the beginning.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken);

    /// <summary>Reads a piece of an update without verifying the whole.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The task.</param>
    /// <param name="expected">The digest and length that the receipt states.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The number of bytes read: fewer than asked for only at the end, and where the update is missing or has another length.</returns>
    Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Removes the updates of a round that is over, and what earlier rounds of the federation have left, whose removal a silo's absence prevented.</summary>
    /// <param name="site">The site.</param>
    /// <param name="federation">The federation's name.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="kept">Rounds whose updates stay, since clients that began in them have not contributed yet.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken);
}
