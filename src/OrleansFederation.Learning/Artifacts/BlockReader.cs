using System.Security.Cryptography;

namespace OrleansFederation.Artifacts;

/// <summary>Reads bytes from first to last, block by block, and knows in the end whether they were those of a digest. Not for concurrent use.</summary>
/// <param name="expected">What the bytes should be.</param>
/// <param name="read">Reads a piece at an offset into memory, and gives the number of bytes: fewer than asked for only where there are no more.</param>
public sealed class BlockReader(ArtifactRef expected, Func<long, Memory<byte>, CancellationToken, Task<int>> read) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _offset;

    /// <summary>What the bytes should be.</summary>
    public ArtifactRef Expected => expected;

    /// <summary>Reads an artifact of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="artifact">The artifact.</param>
    public static BlockReader Of(IArtifactStore store, ArtifactRef artifact) =>
        new(artifact, (offset, destination, cancellationToken) => store.ReadAsync(artifact, offset, destination, cancellationToken));

    /// <summary>Reads the next block.</summary>
    /// <param name="destination">The block, which is filled.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Whether there were so many bytes.</returns>
    public async Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < destination.Length;)
        {
            var count = await read(_offset, destination[filled..], cancellationToken);
            if (count <= 0)
            {
                return false;
            }

            _hash.AppendData(destination.Span.Slice(filled, count));
            filled += count;
            _offset += count;
        }

        return true;
    }

    /// <summary>Tells whether the bytes read so far are all of those expected. To be asked once, at the end.</summary>
    public bool Matches() => _offset == expected.Length && Convert.ToHexStringLower(_hash.GetHashAndReset()) == expected.Digest;

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
