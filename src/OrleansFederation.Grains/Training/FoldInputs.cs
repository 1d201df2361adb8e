using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Filters;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>The updates of a fold in blocks, each read from first to last and hashed as it passes by.</summary>
internal sealed class FoldInputs(IUpdateStore updates, FoldOrder order, ParameterLayout layout) : IDisposable
{
    private readonly UpdateReader[] _readers =
    [
        .. order.Contributions.Select(contribution => new UpdateReader(
            new BlockReader(contribution.Update, (offset, destination, cancellation) =>
                updates.ReadAsync(order.Site, SiteFold.Key(order, contribution), contribution.Update, offset, destination, cancellation)),
            layout,
            SiteFold.EncodingOf(order, contribution, layout),
            SiteFold.Place(contribution))),
    ];

    private readonly BlockReader? _before = order.Onto is { } before
        ? new(before, (offset, destination, cancellation) => updates.ReadAsync(order.Site, SiteFold.PartKey(order, order.Part - 1), before, offset, destination, cancellation))
        : null;

    private readonly byte[][] _buffers = new byte[WeightedSum<float>.Group][];

    /// <summary>Reads what stands before the numbers of every update.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Which updates are missing; null where none is.</returns>
    public async Task<FoldResult?> OpenAsync(CancellationToken cancellationToken)
    {
        List<string> lost = [];
        foreach (var (reader, contribution) in _readers.Zip(order.Contributions))
        {
            if (!await reader.TryOpenAsync(cancellationToken))
            {
                lost.Add(contribution.Client);
            }
        }

        return lost.Count > 0 ? new(null, lost) : null;
    }

    /// <summary>Folds the next block of every update.</summary>
    /// <param name="sum">Where the sum of the blocks goes.</param>
    /// <param name="cancellationToken">Cancels the fold.</param>
    /// <returns>What is gone; null where nothing is.</returns>
    public async Task<FoldResult?> FoldAsync(float[] sum, CancellationToken cancellationToken)
    {
        var length = sum.Length * sizeof(float);
        if (_before is not null)
        {
            if (!await _before.TryReadAsync(Buffer(0, length), cancellationToken))
            {
                return new(null, []);
            }

            MemoryMarshal.Cast<byte, float>(_buffers[0].AsSpan(0, length)).CopyTo(sum);
        }

        var weighted = new WeightedSum<float>(sum, begun: _before is not null, Environment.ProcessorCount);
        for (var i = 0; i < _readers.Length; i++)
        {
            // The sum holds at most a group, and has folded it before the first of its buffers is filled again.
            var block = Buffer(i % WeightedSum<float>.Group, length);
            if (!await _readers[i].TryReadAsync(block, cancellationToken))
            {
                return new(null, [order.Contributions[i].Client]);
            }

            weighted.Add(FloatMemory.View(block, sum.Length, SiteFold.Place(order.Contributions[i])), order.Contributions[i].Weight);
        }

        weighted.Finish();
        return null;
    }

    /// <summary>Compares what was read with what the receipts say.</summary>
    /// <returns>Which updates are damaged; null where none is.</returns>
    public FoldResult? Verify()
    {
        string[] lost = [.. order.Contributions.Where((_, i) => !_readers[i].Matches()).Select(contribution => contribution.Client)];
        return lost.Length > 0 || _before?.Matches() == false ? new(null, lost) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _before?.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }

    private Memory<byte> Buffer(int index, int length)
    {
        if (_buffers[index] is null || _buffers[index].Length < length)
        {
            _buffers[index] = new byte[length];
        }

        return _buffers[index].AsMemory(0, length);
    }
}
