using OrleansFederation.Artifacts;
using OrleansFederation.Filters;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// One pass over updates of a round, in corresponding blocks from first to last: read from the sites that hold them in pieces below 1 MB,
/// at most four at once from a site, and hashed as they pass by.
/// </summary>
internal sealed class UpdatePass : IDisposable
{
    private const int PiecesAtOnce = 4;

    private readonly RoundContext _context;
    private readonly ParameterLayout _layout;
    private readonly IReadOnlyList<(string Site, Contribution Contribution)> _contributions;
    private readonly UpdateReader[] _readers;
    private readonly byte[][] _buffers;
    private readonly Dictionary<string, SemaphoreSlim> _gates;
    private readonly int _blockLength;
    private readonly TimeSpan _within;
    private readonly List<string> _lost = [];

    /// <summary>Begins.</summary>
    /// <param name="context">The round.</param>
    /// <param name="contributions">The updates to read, in the order in which their blocks are given, at least one.</param>
    /// <param name="blockLength">The most numbers that are asked for at once.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    public UpdatePass(RoundContext context, IReadOnlyList<(string Site, Contribution Contribution)> contributions, int blockLength, TimeSpan within)
    {
        (_context, _layout, _contributions, _blockLength, _within) = (context, context.Model.Moving.Layout, contributions, blockLength, within);
        _gates = contributions.Select(pair => pair.Site).Distinct(StringComparer.Ordinal).ToDictionary(site => site, _ => new SemaphoreSlim(PiecesAtOnce), StringComparer.Ordinal);
        _readers =
        [
            .. contributions.Select(pair => new UpdateReader(
                new BlockReader(pair.Contribution.Update, (offset, destination, cancellation) => ReadAsync(pair.Site, pair.Contribution, offset, destination, cancellation)),
                _layout,
                UpdateEncoding.Of(context.Spec, _layout, BegunIn(pair.Contribution), pair.Contribution.Ordinal),
                SiteFold.Place(pair.Contribution))),
        ];
        _buffers = [.. contributions.Select(_ => new byte[Math.Min(blockLength, _layout.Length) * sizeof(float)])];
    }

    /// <summary>The clients whose updates are gone or are not what their receipts say, so far.</summary>
    public IReadOnlyList<string> Lost => _lost;

    /// <summary>Reads all updates, block by block.</summary>
    /// <param name="look">Looks at a block of each update, beside the grain's turn: with a thousand updates a block takes a tenth of a second.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether all were there and are what their receipts say.</returns>
    public async Task<bool> TryAllAsync(Action<IReadOnlyList<ReadOnlyMemory<float>>> look, CancellationToken cancellationToken)
    {
        var isThere = await TryOpenAsync(cancellationToken);
        for (var done = 0; isThere && done < _layout.Length; done += _blockLength)
        {
            var blocks = await TryReadAsync(Math.Min(_blockLength, _layout.Length - done), cancellationToken);
            isThere = blocks is not null;
            if (isThere)
            {
                await Task.Run(() => look(blocks!), cancellationToken);
            }
        }

        return isThere && Verify();
    }

    /// <summary>Reads and checks what stands before the numbers of every update.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether all were there.</returns>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        var opened = await Task.WhenAll(_readers.Select(reader => reader.TryOpenAsync(cancellationToken)));
        _lost.AddRange(_contributions.Where((_, i) => !opened[i]).Select(pair => pair.Contribution.Client));
        return _lost.Count == 0;
    }

    /// <summary>Reads the next numbers of every update.</summary>
    /// <param name="length">How many.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>A block of each update, valid until the next is read; null where one is gone.</returns>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>?> TryReadAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = length * sizeof(float);
        return await TryFillAsync(i => _buffers[i].AsMemory(0, bytes), cancellationToken)
            ? [.. _buffers.Select((buffer, i) => FloatMemory.View(buffer.AsMemory(0, bytes), length, SiteFold.Place(_contributions[i].Contribution)))]
            : null;
    }

    /// <summary>Compares all that was read with its digests, after the last block.</summary>
    /// <returns>Whether every update is what its receipt says.</returns>
    public bool Verify()
    {
        _lost.AddRange(_contributions.Where((_, i) => !_readers[i].Matches()).Select(pair => pair.Contribution.Client));
        return _lost.Count == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    private async Task<bool> TryFillAsync(Func<int, Memory<byte>> destination, CancellationToken cancellationToken)
    {
        var filled = await Task.WhenAll(_readers.Select((reader, i) => reader.TryReadAsync(destination(i), cancellationToken)));
        _lost.AddRange(_contributions.Where((_, i) => !filled[i]).Select(pair => pair.Contribution.Client));
        return _lost.Count == 0;
    }

    private async Task<int> ReadAsync(string site, Contribution contribution, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var gate = _gates[site];
        await gate.WaitAsync(cancellationToken);
        try
        {
            var key = new TaskKey(TaskKind.Train, _context.Plan.Federation, BegunIn(contribution), contribution.Client, contribution.Attempt);
            return await _context.ReadPieceAsync(site, key, contribution.Update, offset, destination, _within, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private int BegunIn(Contribution contribution) => contribution.Begun > 0 ? contribution.Begun : _context.Plan.Number;
}
