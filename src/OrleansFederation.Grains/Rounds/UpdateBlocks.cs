using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// The aggregate of a rule that needs all updates: corresponding blocks of every contributor's update, read from the sites that hold them
/// in pieces below 1 MB, at most four at once from a site, and combined.
/// </summary>
internal sealed class UpdateBlocks : IAggregateBlocks
{
    private const int PiecesAtOnce = 4;
    private const int LongestBlock = UpdatePiece.LargestLength / sizeof(float);
    private const int LeastBlock = 1 << 12;
    private const int AllBlocks = 1 << 24;

    private readonly IBlockRule _rule;
    private readonly RoundContext _context;
    private readonly ParameterLayout _layout;
    private readonly IReadOnlyList<(string Site, Contribution Contribution)> _contributions;
    private readonly BlockReader[] _readers;
    private readonly byte[][] _buffers;
    private readonly Dictionary<string, SemaphoreSlim> _gates;
    private readonly TimeSpan _within;
    private readonly List<string> _lost = [];
    private bool _opened;

    /// <summary>Begins.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="context">The round.</param>
    /// <param name="contributions">The contributions in ordinal order, at least one.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    public UpdateBlocks(IBlockRule rule, RoundContext context, IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within)
    {
        (_rule, _context, _layout, _contributions, _within) = (rule, context, context.Model.Moving.Layout, contributions, within);
        _gates = contributions.Select(pair => pair.Site).Distinct(StringComparer.Ordinal).ToDictionary(site => site, _ => new SemaphoreSlim(PiecesAtOnce), StringComparer.Ordinal);
        _readers =
        [
            .. contributions.Select(pair => new BlockReader(pair.Contribution.Update, (offset, destination, cancellation) =>
                ReadAsync(pair.Site, pair.Contribution, offset, destination, cancellation))),
        ];
        BlockLength = Math.Clamp(AllBlocks / contributions.Count, LeastBlock, LongestBlock);
        _buffers = [.. contributions.Select(_ => new byte[Math.Min(BlockLength, _layout.Length) * sizeof(float)])];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Lost => _lost;

    /// <inheritdoc/>
    public int BlockLength { get; }

    /// <inheritdoc/>
    public async Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!await TryOpenAsync(cancellationToken) || !await TryFillAsync(i => _buffers[i].AsMemory(0, destination.Length), cancellationToken))
        {
            return false;
        }

        var length = destination.Length / sizeof(float);
        ReadOnlyMemory<float>[] blocks = [.. _buffers.Select((buffer, i) => FloatMemory.View(buffer.AsMemory(0, destination.Length), length, Place(i)))];
        var aggregate = new float[length];

        // Beside the grain's turn: with a thousand contributors a block takes a tenth of a second.
        await Task.Run(() => _rule.Combine(blocks, aggregate, _context.Spec.Aggregation, Environment.ProcessorCount), cancellationToken);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(aggregate.AsSpan()).CopyTo(destination.Span);
        return true;
    }

    /// <inheritdoc/>
    public bool Verify()
    {
        _lost.AddRange(_contributions.Where((_, i) => !_readers[i].Matches()).Select(pair => pair.Contribution.Client));
        return _lost.Count == 0;
    }

    /// <inheritdoc/>
    public Task DiscardAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    /// <summary>Reads and checks what stands before the numbers of every update.</summary>
    private async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (_opened)
        {
            return true;
        }

        var openings = _contributions.Select(_ => new byte[Safetensors.Opening(_layout).Length]).ToArray();
        if (!await TryFillAsync(i => openings[i], cancellationToken))
        {
            return false;
        }

        for (var i = 0; i < openings.Length; i++)
        {
            Safetensors.CheckOpening(_layout, openings[i], _contributions[i].Contribution.Update.Length, Place(i));
        }

        return _opened = true;
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
            var key = new TaskKey(TaskKind.Train, _context.Plan.Federation, _context.Plan.Number, contribution.Client, contribution.Attempt);
            return await _context.ReadPieceAsync(site, key, contribution.Update, offset, destination, _within, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private string Place(int contribution) => $"the update of client {_contributions[contribution].Contribution.Client}";
}
