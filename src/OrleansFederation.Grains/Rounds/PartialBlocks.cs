using System.Globalization;
using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

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
    private readonly double[] _squares;

    /// <summary>Begins.</summary>
    /// <param name="partials">The partial sums in site order, at least one; disposed of with this.</param>
    /// <param name="discard">Removes those that were only stored for this.</param>
    public PartialBlocks(IReadOnlyList<BlockReader> partials, Func<CancellationToken, Task> discard)
    {
        (_readers, _discard) = (partials, discard);
        BlockLength = Math.Clamp(AllBlocks / partials.Count, LeastBlock, LongestBlock);
        _squares = new double[partials.Count];
        _buffers = [.. partials.Skip(1).Select(_ => new byte[BlockLength * sizeof(float)])];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Lost => [];

    /// <inheritdoc/>
    public int BlockLength { get; }

    /// <inheritdoc/>
    public IAggregateBlocks? ByStep { get; init; }

    /// <summary>What each sum is held against once it is read; empty where against nothing.</summary>
    public IReadOnlyList<SumClaim> Claims { get; init; } = [];

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

        var sum = MemoryMarshal.Cast<byte, float>(destination.Span);
        _squares[0] += SquaredNorm.Of(sum);
        for (var i = 1; i < _readers.Count; i++)
        {
            var next = MemoryMarshal.Cast<byte, float>(_buffers[i - 1].AsSpan(0, destination.Length));
            _squares[i] += SquaredNorm.Of(next);
            PartialSums.Add(sum, next);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Verify()
    {
        if (!_readers.All(reader => reader.Matches()) || ByStep?.Verify() == false)
        {
            return false;
        }

        Problem[] wrong = [.. Claims.Select((claim, i) => (claim.Site, Fault: Fault(Math.Sqrt(_squares[i]), claim.Most))).Where(sum => sum.Fault is not null).Select(sum => FederationErrors.UpdateMismatch.At(RefusedUpdate.PlaceOfSite(sum.Site), sum.Fault!))];
        return wrong.Length == 0 ? true : throw new FederationException(wrong);
    }

    private static string? Fault(double norm, double? most) =>
        !double.IsFinite(norm) ? "its sum has numbers that are not finite, and none of its updates may"
        : norm > most ? string.Create(CultureInfo.InvariantCulture, $"its sum has the norm {norm:g6}, and by the receipts of its clients at most {most:g6}")
        : null;

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
