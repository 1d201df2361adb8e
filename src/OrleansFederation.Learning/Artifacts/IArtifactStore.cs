namespace OrleansFederation.Artifacts;

/// <summary>
/// Bytes addressed by their SHA-256. Bytes are flushed to stable storage before <see cref="WriteAsync"/> returns; what no reference
/// row names and nobody wrote or found for a while is swept. Verified content is cached, bounded.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Stores bytes, or finds them stored already and marks them as wanted.</summary>
    /// <param name="content">The bytes; nobody writes to them from now on, since the store may keep them.</param>
    /// <param name="cancellationToken">Cancels the write; nothing half-written is ever visible.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Stores bytes that are read within minutes and then discarded, such as a partial sum. They need not survive a power failure and are never referenced.</summary>
    /// <param name="content">The bytes; nobody writes to them from now on, since the store may keep them.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    Task<ArtifactRef> WriteTransientAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => WriteAsync(content, cancellationToken);

    /// <summary>Begins an artifact that is written block by block, so that nobody holds it whole. A store that keeps its content in memory gathers it there.</summary>
    /// <param name="transient">Whether it is read within minutes and then discarded, as by <see cref="WriteTransientAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the beginning.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    Task<IArtifactWriter> BeginAsync(bool transient, CancellationToken cancellationToken) =>
        Task.FromResult<IArtifactWriter>(new BufferedArtifactWriter(this, transient));

    /// <summary>Finds what is stored under a digest, without marking it as wanted.</summary>
    /// <param name="digest">The SHA-256, 64 lower-case hexadecimal digits.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>What is stored; null where nothing is.</returns>
    Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken);

    /// <summary>Removes bytes that were stored as transient; does nothing where they are gone.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task DiscardTransientAsync(ArtifactRef artifact, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads all bytes of an artifact and verifies their digest. The memory is shared: it must not be written to.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="Errors.FederationException">FED2006 where it is missing or damaged.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken);

    /// <summary>Reads a piece of an artifact without verifying the whole.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The number of bytes read: fewer than asked for only at the end.</returns>
    /// <exception cref="Errors.FederationException">FED2006 where it is missing.</exception>
    Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Notes that an owner needs artifacts, so that they are not swept: all of them or, where one is missing, none.</summary>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="owner">The owner, for example <c>federation/mnist</c> or <c>round/mnist/3</c>.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED2006 where one is missing.</exception>
    Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken);

    /// <summary>
    /// Removes bytes at once, unless a reference names them. Only for bytes that are nobody else's: whoever has just written or found the same
    /// and not referenced them yet would lose them. A store that cannot leaves them to the sweep.
    /// </summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task DiscardAsync(ArtifactRef artifact, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes bytes that no reference names and that nobody wrote or found for a time, and writes that were never finished.</summary>
    /// <param name="unwantedFor">The time, normally an hour.</param>
    /// <param name="cancellationToken">Stops the sweep after the artifact in hand.</param>
    /// <returns>The number of artifacts removed.</returns>
    Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken);
}
