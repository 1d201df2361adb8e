using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// Adds four weighted updates of 16-bit numbers to a sum in one pass, with the bits of <see cref="Aggregation.FusedFold"/> over their float32.
/// Nothing is written but the sum: writing float32 and reading it again would cost more than the numbers' own bytes.
/// </summary>
internal static class WideningFold
{
    /// <summary>Adds with the widest vectors that the processor has.</summary>
    /// <typeparam name="TFormat">The numbers' format.</typeparam>
    /// <param name="sum">The sum; the updates have its length. It is undefined where a number is not finite.</param>
    /// <param name="a">The bits of the first update.</param>
    /// <param name="b">The bits of the second update.</param>
    /// <param name="c">The bits of the third update.</param>
    /// <param name="d">The bits of the fourth update.</param>
    /// <param name="weights">The four weights.</param>
    /// <returns>The largest magnitude, as bits: above <see cref="ISixteenBits.Largest"/> where one is not finite.</returns>
    public static ushort Add<TFormat>(
        Span<float> sum, ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, ReadOnlySpan<ushort> d, ReadOnlySpan<float> weights)
        where TFormat : struct, ISixteenBits
    {
        ushort peak = 0;
        var done = Vector512.IsHardwareAccelerated ? Add512<TFormat>(sum, a, b, c, d, weights, out peak)
            : Vector256.IsHardwareAccelerated ? Add256<TFormat>(sum, a, b, c, d, weights, out peak)
            : 0;
        return Math.Max(peak, AddScalar<TFormat>(sum[done..], a[done..], b[done..], c[done..], d[done..], weights));
    }

    internal static int Add512<TFormat>(
        Span<float> sum, ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, ReadOnlySpan<ushort> d, ReadOnlySpan<float> weights, out ushort peak)
        where TFormat : struct, ISixteenBits
    {
        var covered = sum.Length - sum.Length % Vector512<ushort>.Count;
        CheckLengths(covered, a, b, c, d);
        var (w0, w1, w2, w3) = (Vector512.Create(weights[0]), Vector512.Create(weights[1]), Vector512.Create(weights[2]), Vector512.Create(weights[3]));
        var (magnitude, most) = (Vector512.Create(WideningKernel.Magnitude), Vector512<ushort>.Zero);
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var ra = ref MemoryMarshal.GetReference(a);
        ref var rb = ref MemoryMarshal.GetReference(b);
        ref var rc = ref MemoryMarshal.GetReference(c);
        ref var rd = ref MemoryMarshal.GetReference(d);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<ushort>.Count)
        {
            var x = Vector512.LoadUnsafe(ref s, i);
            var y = Vector512.LoadUnsafe(ref s, i + (nuint)Vector512<float>.Count);
            One(ref ra, i, w0, magnitude, ref most, ref x, ref y);
            One(ref rb, i, w1, magnitude, ref most, ref x, ref y);
            One(ref rc, i, w2, magnitude, ref most, ref x, ref y);
            One(ref rd, i, w3, magnitude, ref most, ref x, ref y);
            x.StoreUnsafe(ref s, i);
            y.StoreUnsafe(ref s, i + (nuint)Vector512<float>.Count);
        }

        peak = WideningKernel.Largest(Vector256.Max(most.GetLower(), most.GetUpper()));
        return covered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void One(
            ref ushort from, nuint at, Vector512<float> weight, Vector512<ushort> magnitude, ref Vector512<ushort> most, ref Vector512<float> x, ref Vector512<float> y)
        {
            var some = Vector512.LoadUnsafe(ref from, at);
            most = Vector512.Max(most, some & magnitude);
            var (low, high) = Vector512.Widen(some);
            x = Vector512.FusedMultiplyAdd(TFormat.Widen(low), weight, x);
            y = Vector512.FusedMultiplyAdd(TFormat.Widen(high), weight, y);
        }
    }

    internal static int Add256<TFormat>(
        Span<float> sum, ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, ReadOnlySpan<ushort> d, ReadOnlySpan<float> weights, out ushort peak)
        where TFormat : struct, ISixteenBits
    {
        var covered = sum.Length - sum.Length % Vector256<ushort>.Count;
        CheckLengths(covered, a, b, c, d);
        var (w0, w1, w2, w3) = (Vector256.Create(weights[0]), Vector256.Create(weights[1]), Vector256.Create(weights[2]), Vector256.Create(weights[3]));
        var (magnitude, most) = (Vector256.Create(WideningKernel.Magnitude), Vector256<ushort>.Zero);
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var ra = ref MemoryMarshal.GetReference(a);
        ref var rb = ref MemoryMarshal.GetReference(b);
        ref var rc = ref MemoryMarshal.GetReference(c);
        ref var rd = ref MemoryMarshal.GetReference(d);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<ushort>.Count)
        {
            var x = Vector256.LoadUnsafe(ref s, i);
            var y = Vector256.LoadUnsafe(ref s, i + (nuint)Vector256<float>.Count);
            One(ref ra, i, w0, magnitude, ref most, ref x, ref y);
            One(ref rb, i, w1, magnitude, ref most, ref x, ref y);
            One(ref rc, i, w2, magnitude, ref most, ref x, ref y);
            One(ref rd, i, w3, magnitude, ref most, ref x, ref y);
            x.StoreUnsafe(ref s, i);
            y.StoreUnsafe(ref s, i + (nuint)Vector256<float>.Count);
        }

        peak = WideningKernel.Largest(most);
        return covered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void One(
            ref ushort from, nuint at, Vector256<float> weight, Vector256<ushort> magnitude, ref Vector256<ushort> most, ref Vector256<float> x, ref Vector256<float> y)
        {
            var some = Vector256.LoadUnsafe(ref from, at);
            most = Vector256.Max(most, some & magnitude);
            var (low, high) = Vector256.Widen(some);
            x = Vector256.FusedMultiplyAdd(TFormat.Widen(low), weight, x);
            y = Vector256.FusedMultiplyAdd(TFormat.Widen(high), weight, y);
        }
    }

    internal static ushort AddScalar<TFormat>(
        Span<float> sum, ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, ReadOnlySpan<ushort> d, ReadOnlySpan<float> weights)
        where TFormat : struct, ISixteenBits
    {
        ushort peak = 0;
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = One(d[i], weights[3], One(c[i], weights[2], One(b[i], weights[1], One(a[i], weights[0], sum[i]))));
        }

        return peak;

        float One(ushort bits, float weight, float sum)
        {
            peak = Math.Max(peak, (ushort)(bits & WideningKernel.Magnitude));
            return MathF.FusedMultiplyAdd(TFormat.Widen(bits), weight, sum);
        }
    }

    /// <summary>The vector loops run on references, so nothing below them would notice a short span.</summary>
    private static void CheckLengths(int covered, ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, ReadOnlySpan<ushort> c, ReadOnlySpan<ushort> d) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(a.Length, b.Length), Math.Min(c.Length, d.Length)), covered, nameof(a));
}
