using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Runs a network over rows of whole numbers that stand for floating-point ones: for finite numbers the bits, with all but the sign
/// turned over where the sign is set, are ordered as the numbers are, minus zero before plus zero. Smaller and greater of whole numbers are the same
/// on every processor and at every vector width, which those of floating-point zeros are not.
/// </summary>
internal static class RankKernel
{
    /// <summary>Rows have a multiple of so many numbers.</summary>
    public const int Granule = 16;

    /// <summary>Turns bits of numbers into whole numbers of their order, or back: it is its own inverse.</summary>
    /// <param name="values">A row, of a multiple of <see cref="Granule"/> numbers.</param>
    public static void Turn<T>(Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sign = 8 * Unsafe.SizeOf<T>() - 1;
        ref var start = ref MemoryMarshal.GetReference(values);
        if (Vector512.IsHardwareAccelerated)
        {
            for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<T>.Count)
            {
                var bits = Vector512.LoadUnsafe(ref start, i);
                (bits ^ ((bits >> sign) >>> 1)).StoreUnsafe(ref start, i);
            }

            return;
        }

        foreach (ref var bits in values)
        {
            bits ^= (bits >> sign) >>> 1;
        }
    }

    /// <summary>Runs the network with the widest vectors that the processor has.</summary>
    /// <param name="rows">The rows, one behind the other.</param>
    /// <param name="stride">The numbers of a row, a multiple of <see cref="Granule"/>.</param>
    /// <param name="network">The comparators; their rows are within <paramref name="rows"/>.</param>
    public static void Run<T>(Span<T> rows, int stride, Comparator[] network)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run512(rows, stride, network);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run256(rows, stride, network);
        }
        else
        {
            RunScalar(rows, stride, network);
        }
    }

    /// <summary>Runs it in vectors of 64 bytes.</summary>
    internal static void Run512<T>(Span<T> rows, int stride, Comparator[] network)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var start = ref MemoryMarshal.GetReference(rows);
        foreach (var (low, high, keepsLow, keepsHigh) in network)
        {
            var (a, b) = ((nuint)(low * stride), (nuint)(high * stride));
            for (var end = a + (nuint)stride; a < end; a += (nuint)Vector512<T>.Count, b += (nuint)Vector512<T>.Count)
            {
                var (x, y) = (Vector512.LoadUnsafe(ref start, a), Vector512.LoadUnsafe(ref start, b));
                if (keepsLow)
                {
                    Vector512.Min(x, y).StoreUnsafe(ref start, a);
                }

                if (keepsHigh)
                {
                    Vector512.Max(x, y).StoreUnsafe(ref start, b);
                }
            }
        }
    }

    /// <summary>Runs it in vectors of 32 bytes.</summary>
    internal static void Run256<T>(Span<T> rows, int stride, Comparator[] network)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var start = ref MemoryMarshal.GetReference(rows);
        foreach (var (low, high, keepsLow, keepsHigh) in network)
        {
            var (a, b) = ((nuint)(low * stride), (nuint)(high * stride));
            for (var end = a + (nuint)stride; a < end; a += (nuint)Vector256<T>.Count, b += (nuint)Vector256<T>.Count)
            {
                var (x, y) = (Vector256.LoadUnsafe(ref start, a), Vector256.LoadUnsafe(ref start, b));
                if (keepsLow)
                {
                    Vector256.Min(x, y).StoreUnsafe(ref start, a);
                }

                if (keepsHigh)
                {
                    Vector256.Max(x, y).StoreUnsafe(ref start, b);
                }
            }
        }
    }

    /// <summary>Runs it number by number.</summary>
    internal static void RunScalar<T>(Span<T> rows, int stride, Comparator[] network)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var (low, high, keepsLow, keepsHigh) in network)
        {
            var a = rows.Slice(low * stride, stride);
            var b = rows.Slice(high * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                var (x, y) = (a[i], b[i]);
                a[i] = keepsLow ? T.Min(x, y) : x;
                b[i] = keepsHigh ? T.Max(x, y) : y;
            }
        }
    }
}
