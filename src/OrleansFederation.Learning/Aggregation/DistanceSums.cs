namespace OrleansFederation.Aggregation;

/// <summary>
/// Measures how far updates are apart while they are read in blocks: norms and squared distances of all pairs, in memory of n² sums and a
/// strip of each update, whatever the size of the model. Strips of 512 elements are counted from the start of the updates, measured in
/// float32 and added in double in their order (<see cref="DistanceKernel"/>), so the bits follow from the updates alone: not from where
/// blocks end, nor from threads, which share the pairs. A relative error is below 2⁻²⁰. Not thread-safe.
/// </summary>
public sealed class DistanceSums
{
    private const int Strip = DistanceKernel.Strip;

    /// <summary>So many rows are compared with all before them, then the next: with the two that they are compared with, they stay in a core's first cache.</summary>
    private const int Band = 8;

    private readonly int _count;

    // Row 0 is the origin, whose distances are the norms, and the updates come behind it. The sum of rows i and j, i < j, is at i·_rows + j.
    private readonly int _rows;
    private readonly double[] _squares;
    private readonly float[] _begun;
    private int _held;

    /// <summary>Begins.</summary>
    /// <param name="count">How many updates there are, 1 or more.</param>
    public DistanceSums(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (_count, _rows) = (count, count + 1);
        _squares = new double[_rows * _rows];
        _begun = new float[count * Strip];
    }

    /// <summary>Measures the next block.</summary>
    /// <param name="blocks">The block of each update, in the same order at each call, all of one length and finite.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    public void Add(IReadOnlyList<ReadOnlyMemory<float>> blocks, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Count, _count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var length = blocks[0].Length;
        foreach (var block in blocks)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, length, nameof(blocks));
        }

        var start = 0;
        if (_held > 0)
        {
            start = Math.Min(length, Strip - _held);
            Hold(blocks, 0, start);
        }

        var strips = (length - start) / Strip;
        if (strips > 0)
        {
            // With fewer than four updates a thread, copying them costs more than comparing.
            var shares = Math.Clamp(_count / 4, 1, threads);
            if (shares == 1)
            {
                MeasureShare(blocks, start, strips, 0, 1);
            }
            else
            {
                Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = shares }, share => MeasureShare(blocks, start, strips, share, shares));
            }
        }

        start += strips * Strip;
        Hold(blocks, start, length - start);
    }

    /// <summary>Gives what was measured so far.</summary>
    public UpdateDistances ToDistances()
    {
        var squares = _squares;
        if (_held > 0)
        {
            // The last strip may be short: zeros fill it up in every row alike and are no distance.
            squares = [.. _squares];
            var rows = NewRows();
            for (var i = 0; i < _count; i++)
            {
                _begun.AsSpan(i * Strip, _held).CopyTo(rows.AsSpan((i + 1) * Strip));
            }

            Measure(rows, squares, 0, 1);
        }

        var distances = new double[_count * _count];
        for (var i = 0; i < _count; i++)
        {
            for (var j = i + 1; j < _count; j++)
            {
                distances[i * _count + j] = distances[j * _count + i] = squares[(i + 1) * _rows + j + 1];
            }
        }

        return new([.. Enumerable.Range(0, _count).Select(i => Math.Sqrt(squares[i + 1]))], distances);
    }

    /// <summary>Keeps the beginning of a strip until the rest of it comes.</summary>
    private void Hold(IReadOnlyList<ReadOnlyMemory<float>> blocks, int start, int length)
    {
        for (var i = 0; i < _count; i++)
        {
            blocks[i].Span.Slice(start, length).CopyTo(_begun.AsSpan(i * Strip + _held));
        }

        _held += length;
        if (_held == Strip)
        {
            var rows = NewRows();
            _begun.CopyTo(rows.AsSpan(Strip));
            Measure(rows, _squares, 0, 1);
            _held = 0;
        }
    }

    private void MeasureShare(IReadOnlyList<ReadOnlyMemory<float>> blocks, int start, int strips, int share, int shares)
    {
        var rows = NewRows();
        for (var strip = 0; strip < strips; strip++)
        {
            for (var i = 0; i < _count; i++)
            {
                blocks[i].Span.Slice(start + strip * Strip, Strip).CopyTo(rows.AsSpan((i + 1) * Strip));
            }

            Measure(rows, _squares, share, shares);
        }
    }

    /// <summary>Adds a strip of those pairs of rows that belong to a share.</summary>
    private void Measure(float[] rows, double[] squares, int share, int shares)
    {
        Span<float> sums = stackalloc float[DistanceKernel.Rows * DistanceKernel.Others];
        for (var band = 1; band < _rows; band += Band)
        {
            var end = Math.Min(_rows, band + Band);
            for (var i = DistanceKernel.Rows * share; i < end; i += DistanceKernel.Rows * shares)
            {
                for (var j = Math.Max(i + 1, band); j < end; j += DistanceKernel.Others)
                {
                    DistanceKernel.Sum(rows.AsSpan(i * Strip, DistanceKernel.Rows * Strip), rows.AsSpan(j * Strip, DistanceKernel.Others * Strip), sums);
                    for (var pair = 0; pair < sums.Length; pair++)
                    {
                        var (row, other) = (i + pair / DistanceKernel.Others, j + pair % DistanceKernel.Others);
                        if (row < other && other < end)
                        {
                            squares[row * _rows + other] += DistanceKernel.Sound(sums[pair], rows.AsSpan(row * Strip, Strip), rows.AsSpan(other * Strip, Strip));
                        }
                    }
                }
            }
        }
    }

    /// <summary>The origin, a row of each update, and rows for the last of them to be compared in fours.</summary>
    private float[] NewRows() => new float[(_rows + DistanceKernel.Others - 1) * Strip];
}
