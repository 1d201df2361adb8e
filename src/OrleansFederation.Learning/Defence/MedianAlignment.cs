using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansFederation.Aggregation;

namespace OrleansFederation.Defence;

/// <summary>
/// Measures the norms of updates and their cosines to the coordinate-wise median, while they are read in blocks: in one pass, since the
/// median of a stretch needs that stretch alone. A product of two float32 is exact in double, and element k goes to sum k mod 8, so the bits follow
/// from the updates alone: not from where blocks end, nor from the width of vectors, nor from threads, which share the updates. Not thread-safe.
/// </summary>
/// <param name="count">How many updates there are, 1 or more.</param>
public sealed class MedianAlignment(int count)
{
    /// <summary>The length of every block but the last is a multiple of this.</summary>
    public const int Granule = 8;

    private readonly Vector512<double>[] _squares = new Vector512<double>[count];
    private readonly Vector512<double>[] _products = new Vector512<double>[count];
    private Vector512<double> _square;
    private float[] _median = [];
    private bool _ended;

    /// <summary>Measures the next block.</summary>
    /// <param name="blocks">The block of each update, in the same order at each call, all of one length and finite.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    public void Add(IReadOnlyList<ReadOnlyMemory<float>> blocks, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Count, count);
        if (_ended)
        {
            throw new InvalidOperationException($"A block whose length is no multiple of {Granule} is the last.");
        }

        var length = blocks[0].Length;
        _ended = length % Granule != 0;
        if (_median.Length < length)
        {
            _median = new float[length];
        }

        Median.Of(blocks, _median.AsMemory(0, length), threads);
        _square = Sum(_square, _median.AsSpan(0, length), _median.AsSpan(0, length));
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var block = blocks[i].Span;
            _squares[i] = Sum(_squares[i], block, block);
            _products[i] = Sum(_products[i], block, _median.AsSpan(0, length));
        });
    }

    /// <summary>The norm of each update.</summary>
    public IReadOnlyList<double> Norms => [.. _squares.Select(square => Math.Sqrt(Total(square)))];

    /// <summary>The cosine of each update to the median; 0 where one of the two is zero.</summary>
    public IReadOnlyList<double> Cosines
    {
        get
        {
            var middle = Math.Sqrt(Total(_square));
            return [.. _products.Zip(Norms, (product, norm) => norm == 0 || middle == 0 ? 0 : Math.Clamp(Total(product) / (norm * middle), -1, 1))];
        }
    }

    private static Vector512<double> Sum(Vector512<double> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var covered = a.Length - a.Length % Granule;
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        for (nuint k = 0; k < (nuint)covered; k += Granule)
        {
            sum += Wide(Vector256.LoadUnsafe(ref left, k)) * Wide(Vector256.LoadUnsafe(ref right, k));
        }

        for (var k = covered; k < a.Length; k++)
        {
            sum = sum.WithElement(k - covered, sum[k - covered] + (double)a[k] * b[k]);
        }

        return sum;
    }

    private static Vector512<double> Wide(Vector256<float> values)
    {
        var (low, high) = Vector256.Widen(values);
        return Vector512.Create(low, high);
    }

    private static double Total(Vector512<double> sum)
    {
        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            total += sum[lane];
        }

        return total;
    }
}
