using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// The aggregate of a rule that needs all updates: corresponding blocks of every contributor's update are read from the sites and combined.
/// A rule that decides by distances has a pass of its own before, in which they are measured; what it leaves out is not read again.
/// </summary>
internal sealed class UpdateBlocks : IAggregateBlocks
{
    private const int LongestBlock = UpdatePiece.LargestLength / sizeof(float);
    private const int LeastBlock = 1 << 12;
    private const int AllBlocks = 1 << 24;

    private readonly IAggregationRule _rule;
    private readonly RoundContext _context;
    private readonly IReadOnlyList<(string Site, Contribution Contribution)> _contributions;
    private readonly IReadOnlyList<UpdateFigures> _figures;
    private readonly TimeSpan _within;
    private IReadOnlyList<double> _weights = [];
    private UpdatePass? _pass;

    /// <summary>Begins.</summary>
    /// <param name="rule">The rule, an <see cref="IBlockRule"/> or an <see cref="IDistanceRule"/> or both.</param>
    /// <param name="context">The round.</param>
    /// <param name="contributions">The contributions in ordinal order, at least one.</param>
    /// <param name="figures">What their receipts say, in the same order.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    public UpdateBlocks(
        IAggregationRule rule, RoundContext context, IReadOnlyList<(string Site, Contribution Contribution)> contributions, IReadOnlyList<UpdateFigures> figures, TimeSpan within)
    {
        (_rule, _context, _contributions, _figures, _within) = (rule, context, contributions, figures, within);
        BlockLength = Math.Clamp(AllBlocks / contributions.Count, LeastBlock, LongestBlock);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Lost { get; private set; } = [];

    /// <inheritdoc/>
    public int BlockLength { get; }

    /// <inheritdoc/>
    public Weighing? Weighing { get; private set; }

    /// <inheritdoc/>
    public async Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_pass is null && !await TryBeginAsync(cancellationToken))
        {
            return false;
        }

        var length = destination.Length / sizeof(float);
        if (await _pass!.TryReadAsync(length, cancellationToken) is not { } blocks)
        {
            Lost = _pass.Lost;
            return false;
        }

        var aggregate = new float[length];

        // Beside the grain's turn: with a thousand contributors a block takes a tenth of a second.
        await Task.Run(() => Combination.Of(_rule, blocks, _weights, aggregate, _context.Aggregation, Environment.ProcessorCount), cancellationToken);
        MemoryMarshal.AsBytes(aggregate.AsSpan()).CopyTo(destination.Span);
        return true;
    }

    /// <inheritdoc/>
    public bool Verify()
    {
        var isSound = _pass!.Verify();
        Lost = _pass.Lost;
        return isSound;
    }

    /// <inheritdoc/>
    public Task DiscardAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _pass?.Dispose();

    private async Task<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        var chosen = _contributions;
        if (_rule is IDistanceRule rule)
        {
            if (await TryMeasureAsync(cancellationToken) is not { } distances)
            {
                return false;
            }

            Weighing = rule.Weigh(distances, _figures, _context.Aggregation);
            chosen = [.. _contributions.Where((_, i) => Weighing.Weights[i] != 0)];
            _weights = [.. Weighing.Weights.Where(weight => weight != 0)];
        }

        _pass = new(_context, chosen, BlockLength, _within);
        var isThere = await _pass.TryOpenAsync(cancellationToken);
        Lost = _pass.Lost;
        return isThere;
    }

    /// <summary>Reads all updates to measure their distances; null where one is lost.</summary>
    private async Task<UpdateDistances?> TryMeasureAsync(CancellationToken cancellationToken)
    {
        using UpdatePass pass = new(_context, _contributions, BlockLength, _within);
        var sums = new DistanceSums(_contributions.Count);
        var isThere = await pass.TryAllAsync(blocks => sums.Add(blocks, Environment.ProcessorCount), cancellationToken);
        Lost = pass.Lost;
        if (!isThere)
        {
            return null;
        }

        var distances = sums.ToDistances();
        NormCheck.Require(_context, _contributions, distances.Norms);
        return distances;
    }
}
