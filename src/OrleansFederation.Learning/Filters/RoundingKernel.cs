using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// Rounds numbers to whole multiples of a scale, and back: q = round(t·inverse) to the nearest, halves to even, and t ← t − q·scale. Each
/// operation is rounded for itself, never fused, so the bits do not depend on the width of vectors.
/// </summary>
internal static class RoundingKernel
{
    /// <summary>Rounds.</summary>
    /// <param name="values">The numbers; afterwards what the multiples lack of them.</param>
    /// <param name="whole">Where the whole numbers go, −128 to 127.</param>
    /// <param name="inverse">What numbers are multiplied by.</param>
    /// <param name="scale">What whole numbers stand for.</param>
    public static void Round(Span<float> values, Span<sbyte> whole, float inverse, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, whole.Length);
        var done = Vector512.IsHardwareAccelerated ? Round512(values, whole, inverse, scale)
            : Vector256.IsHardwareAccelerated ? Round256(values, whole, inverse, scale)
            : 0;
        for (; done < values.Length; done++)
        {
            var nearest = MathF.Round(values[done] * inverse);
            whole[done] = (sbyte)nearest;
            values[done] -= nearest * scale;
        }
    }

    /// <summary>Gives the multiples of blocks, each with a scale of its own.</summary>
    /// <param name="whole">The whole numbers.</param>
    /// <param name="values">Where the multiples go.</param>
    /// <param name="scales">What whole numbers stand for, block by block.</param>
    /// <param name="block">The numbers of a block; the last may have fewer.</param>
    public static void Expand(ReadOnlySpan<sbyte> whole, Span<float> values, ReadOnlySpan<float> scales, int block)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, whole.Length);
        var first = Vector512.IsHardwareAccelerated && block == Vector512<sbyte>.Count ? ExpandBlocks512(whole, values, scales) : 0;
        for (var (i, start) = (first, first * block); i < scales.Length; i++, start += block)
        {
            var length = Math.Min(block, values.Length - start);
            Expand(whole.Slice(start, length), values.Slice(start, length), scales[i]);
        }
    }

    /// <summary>Gives the multiples.</summary>
    /// <param name="whole">The whole numbers.</param>
    /// <param name="values">Where the multiples go.</param>
    /// <param name="scale">What whole numbers stand for.</param>
    public static void Expand(ReadOnlySpan<sbyte> whole, Span<float> values, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, whole.Length);
        var done = Vector512.IsHardwareAccelerated ? Expand512(whole, values, scale) : Vector256.IsHardwareAccelerated ? Expand256(whole, values, scale) : 0;
        for (; done < values.Length; done++)
        {
            values[done] = whole[done] * scale;
        }
    }

    internal static int Round512(Span<float> values, Span<sbyte> whole, float inverse, float scale)
    {
        var covered = values.Length - values.Length % Vector512<sbyte>.Count;
        var (by, step) = (Vector512.Create(inverse), Vector512.Create(scale));
        ref var v = ref MemoryMarshal.GetReference(values);
        ref var q = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<sbyte>.Count)
        {
            var a = One(ref v, i);
            var b = One(ref v, i + 16);
            var c = One(ref v, i + 32);
            var d = One(ref v, i + 48);
            Vector512.Narrow(Vector512.Narrow(a, b), Vector512.Narrow(c, d)).StoreUnsafe(ref q, i);
        }

        return covered;

        Vector512<int> One(ref float first, nuint at)
        {
            var value = Vector512.LoadUnsafe(ref first, at);
            var nearest = Vector512.Round(value * by);
            (value - nearest * step).StoreUnsafe(ref first, at);
            return Vector512.ConvertToInt32Native(nearest);
        }
    }

    internal static int Round256(Span<float> values, Span<sbyte> whole, float inverse, float scale)
    {
        var covered = values.Length - values.Length % Vector256<sbyte>.Count;
        var (by, step) = (Vector256.Create(inverse), Vector256.Create(scale));
        ref var v = ref MemoryMarshal.GetReference(values);
        ref var q = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<sbyte>.Count)
        {
            var a = One(ref v, i);
            var b = One(ref v, i + 8);
            var c = One(ref v, i + 16);
            var d = One(ref v, i + 24);
            Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).StoreUnsafe(ref q, i);
        }

        return covered;

        Vector256<int> One(ref float first, nuint at)
        {
            var value = Vector256.LoadUnsafe(ref first, at);
            var nearest = Vector256.Round(value * by);
            (value - nearest * step).StoreUnsafe(ref first, at);
            return Vector256.ConvertToInt32Native(nearest);
        }
    }

    /// <summary>Blocks of 64, each a vector of whole numbers, and how many of them.</summary>
    internal static int ExpandBlocks512(ReadOnlySpan<sbyte> whole, Span<float> values, ReadOnlySpan<float> scales)
    {
        var blocks = values.Length / Vector512<sbyte>.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(scales.Length, blocks);
        ref var v = ref MemoryMarshal.GetReference(values);
        ref var q = ref MemoryMarshal.GetReference(whole);
        for (var i = 0; i < blocks; i++)
        {
            Expand(ref q, ref v, (nuint)(i * Vector512<sbyte>.Count), Vector512.Create(scales[i]));
        }

        return blocks;
    }

    internal static int Expand512(ReadOnlySpan<sbyte> whole, Span<float> values, float scale)
    {
        var covered = values.Length - values.Length % Vector512<sbyte>.Count;
        var step = Vector512.Create(scale);
        ref var v = ref MemoryMarshal.GetReference(values);
        ref var q = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<sbyte>.Count)
        {
            Expand(ref q, ref v, i, step);
        }

        return covered;
    }

    internal static int Expand256(ReadOnlySpan<sbyte> whole, Span<float> values, float scale)
    {
        var covered = values.Length - values.Length % Vector256<sbyte>.Count;
        var step = Vector256.Create(scale);
        ref var v = ref MemoryMarshal.GetReference(values);
        ref var q = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<sbyte>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref q, i));
            var (a, b) = Vector256.Widen(low);
            var (c, d) = Vector256.Widen(high);
            (Vector256.ConvertToSingle(a) * step).StoreUnsafe(ref v, i);
            (Vector256.ConvertToSingle(b) * step).StoreUnsafe(ref v, i + 8);
            (Vector256.ConvertToSingle(c) * step).StoreUnsafe(ref v, i + 16);
            (Vector256.ConvertToSingle(d) * step).StoreUnsafe(ref v, i + 24);
        }

        return covered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(ref sbyte whole, ref float values, nuint at, Vector512<float> step)
    {
        var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref whole, at));
        var (a, b) = Vector512.Widen(low);
        var (c, d) = Vector512.Widen(high);
        (Vector512.ConvertToSingle(a) * step).StoreUnsafe(ref values, at);
        (Vector512.ConvertToSingle(b) * step).StoreUnsafe(ref values, at + 16);
        (Vector512.ConvertToSingle(c) * step).StoreUnsafe(ref values, at + 32);
        (Vector512.ConvertToSingle(d) * step).StoreUnsafe(ref values, at + 48);
    }
}
