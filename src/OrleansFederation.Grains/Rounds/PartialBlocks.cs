using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>The aggregate of a linear rule: the sites' partial sums, added in site order, block by block.</summary>
internal sealed class PartialBlocks : IAggregateBlocks
{
    private const int LongestBlock = 1 << 18;
    private const int LeastBlock = 1 << 14;
    private const int AllBlocks = 1 << 24;

    private readonly IReadOnlyList<BlockReader> _readers;
    private readonly Func<CancellationToken, Task> _discard;
    private readonly byte[][] _buffers;

    /// <summary>Begins.</summary>
    /// <param name="partials">The partial sums in site order, at least one; disposed of with this.</param>
    /// <param name="discard">Removes those that were only stored for this.</param>
    public PartialBlocks(IReadOnlyList<BlockReader> partials, Func<CancellationToken, Task> discard)
    {
        (_readers, _discard) = (partials, discard);
        BlockLength = Math.Clamp(AllBlocks / partials.Count, LeastBlock, LongestBlock);
        _buffers = [.. partials.Skip(1).Select(_ => new byte[BlockLength * sizeof(float)])];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Lost => [];

    /// <inheritdoc/>
    public int BlockLength { get; }

    /// <inheritdoc/>
    public IAggregateBlocks? ByStep { get; init; }

    /// <inheritdoc/>
    public async Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            var read = await Task.WhenAll(_readers.Select((reader, i) =>
                reader.TryReadAsync(i == 0 ? destination : _buffers[i - 1].AsMemory(0, destination.Length), cancellationToken)));
            if (read.Contains(false))
            {
                return false;
            }
        }
        catch (FederationException missing) when (missing.Code == FederationErrors.ArtifactDamaged.Code)
        {
            // A partial sum has no owner: who drove the round before may have discarded the same bytes a moment ago.
            return false;
        }

        foreach (var buffer in _buffers)
        {
            PartialSums.Add(MemoryMarshal.Cast<byte, float>(destination.Span), MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, destination.Length)));
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Verify() => _readers.All(reader => reader.Matches()) && ByStep?.Verify() != false;

    /// <inheritdoc/>
    public Task DiscardAsync(CancellationToken cancellationToken) => Task.WhenAll(_discard(cancellationToken), ByStep?.DiscardAsync(cancellationToken) ?? Task.CompletedTask);

    /// <inheritdoc/>
    public void Dispose()
    {
        ByStep?.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }
}
