using OrleansFederation.Aggregation;

namespace OrleansFederation.Rounds;

/// <summary>The aggregate of a round, block by block from first to last.</summary>
internal interface IAggregateBlocks : IDisposable
{
    /// <summary>Contributors whose updates are gone or are not what their receipts say; so far, and in the end all of them.</summary>
    IReadOnlyList<string> Lost { get; }

    /// <summary>What the rule decided about each contributor, once the first block is there; null where it judges none.</summary>
    Weighing? Weighing => null;

    /// <summary>The plain mean of the same updates, each divided by the steps that it took; null where the round has no use for it.</summary>
    IAggregateBlocks? ByStep => null;

    /// <summary>How many numbers to ask for at once, so that memory stays bounded whatever the number of sites and contributors.</summary>
    int BlockLength { get; }

    /// <summary>Gives the next numbers.</summary>
    /// <param name="destination">Where they go, as little-endian float32.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether all were there: otherwise nothing of this aggregate may be used.</returns>
    Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Compares all that was read with its digests, after the last block.</summary>
    /// <returns>Whether the aggregate may be used.</returns>
    /// <exception cref="Errors.FederationException">FED3012 where something in it is what its site says, and cannot be.</exception>
    bool Verify();

    /// <summary>Removes what was only made for this aggregate.</summary>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task DiscardAsync(CancellationToken cancellationToken);
}
