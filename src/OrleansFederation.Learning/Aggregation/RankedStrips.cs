using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Sorts the numbers of all updates at every place, strip by strip, and hands the wanted ranks over: what the coordinate-wise rules are made
/// of. A strip of all updates stays in a core's cache while it is sorted. Where strips and blocks end changes no bit.
/// </summary>
internal static class RankedStrips
{
    /// <summary>The rows of a strip take at most about so many bytes, a part of a core's second cache.</summary>
    private const int CacheBytes = 256 * 1024;

    private const int LongestStrip = 256;

    /// <summary>Makes a strip of the aggregate.</summary>
    /// <param name="rows">The wanted ranks from the least, a row each.</param>
    /// <param name="stride">From the start of a row to the next.</param>
    /// <param name="result">The strip, no longer than a row.</param>
    public delegate void Reduction<T>(ReadOnlySpan<T> rows, int stride, Span<T> result);

    /// <summary>Runs over all strips.</summary>
    /// <param name="updates">The updates, at least one, all of the aggregate's length and finite.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="from">The first rank that is wanted, from 0.</param>
    /// <param name="to">The rank behind the last that is wanted.</param>
    /// <param name="reduce">Makes a strip of the aggregate of its ranks.</param>
    /// <param name="threads">How many threads share the strips, 1 or more.</param>
    public static void Run<T>(IReadOnlyList<ReadOnlyMemory<T>> updates, Memory<T> aggregate, int from, int to, Reduction<T> reduce, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(updates.Count);
        foreach (var update in updates)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, aggregate.Length, nameof(updates));
        }

        var network = SelectionNetwork.Of(updates.Count, from, to);
        var stride = Math.Clamp(CacheBytes / (updates.Count * Unsafe.SizeOf<T>()) / RankKernel.Granule * RankKernel.Granule, RankKernel.Granule, LongestStrip);
        var strips = (aggregate.Length + stride - 1) / stride;
        var shares = Math.Min(threads, Math.Max(1, strips));
        if (shares == 1)
        {
            RunShare(0);
            return;
        }

        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = shares }, RunShare);

        void RunShare(int share)
        {
            var rows = new T[updates.Count * stride];
            var last = (int)((long)strips * (share + 1) / shares);
            for (var strip = (int)((long)strips * share / shares); strip < last; strip++)
            {
                var start = strip * stride;
                var result = aggregate.Span.Slice(start, Math.Min(stride, aggregate.Length - start));
                for (var i = 0; i < updates.Count; i++)
                {
                    updates[i].Span.Slice(start, result.Length).CopyTo(rows.AsSpan(i * stride));
                }

                Sort(rows, stride, network, from, to);
                reduce(rows.AsSpan(from * stride, (to - from) * stride), stride, result);
            }
        }
    }

    private static void Sort<T>(T[] rows, int stride, Comparator[] network, int from, int to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            SortKeys(MemoryMarshal.Cast<T, int>(rows.AsSpan()), stride, network, from, to);
        }
        else if (typeof(T) == typeof(double))
        {
            SortKeys(MemoryMarshal.Cast<T, long>(rows.AsSpan()), stride, network, from, to);
        }
        else
        {
            throw new NotSupportedException($"There is no order of the bits of {typeof(T)}.");
        }
    }

    private static void SortKeys<T>(Span<T> keys, int stride, Comparator[] network, int from, int to)
        where T : unmanaged, IBinaryInteger<T>
    {
        RankKernel.Turn(keys);
        RankKernel.Run(keys, stride, network);
        RankKernel.Turn(keys[(from * stride)..(to * stride)]);
    }
}
