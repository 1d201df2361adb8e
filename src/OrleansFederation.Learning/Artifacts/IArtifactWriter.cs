namespace OrleansFederation.Artifacts;

/// <summary>Bytes on their way into a store. What is disposed without being completed was never there. Not for concurrent use.</summary>
public interface IArtifactWriter : IAsyncDisposable
{
    /// <summary>Appends a block.</summary>
    /// <param name="block">The bytes; the caller may write to them again afterwards.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken);

    /// <summary>Ends the artifact and stores it, or finds it stored already and marks it as wanted.</summary>
    /// <param name="cancellationToken">Cancels the write; nothing half-written is ever visible.</param>
    /// <returns>The artifact, whose digest is known only now.</returns>
    /// <exception cref="Errors.FederationException">FED2004 where the disk is full; FED2012 where the write took so long that a sweep removed it.</exception>
    Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken);
}
