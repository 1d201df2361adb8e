using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Adds four weighted updates to a sum in one pass: s ← fma(w₃,d, fma(w₂,c, fma(w₁,b, fma(w₀,a, s)))) per element. Reading the sum once for
/// four updates is what lets one core keep up with the memory. Every width computes the same correctly rounded chain, so bits are equal.
/// </summary>
internal static class FusedFold
{
    /// <summary>Adds with the widest vectors that the processor has.</summary>
    /// <param name="sum">The sum; the updates have its length.</param>
    /// <param name="a">The first update.</param>
    /// <param name="b">The second update.</param>
    /// <param name="c">The third update.</param>
    /// <param name="d">The fourth update.</param>
    /// <param name="weights">The four weights.</param>
    public static void Add(
        Span<float> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, ReadOnlySpan<float> weights)
    {
        var done = Vector512.IsHardwareAccelerated ? Add512(sum, a, b, c, d, weights)
            : Vector256.IsHardwareAccelerated ? Add256(sum, a, b, c, d, weights)
            : 0;
        AddScalar(sum[done..], a[done..], b[done..], c[done..], d[done..], weights);
    }

    /// <summary>Adds in vectors of 16 and returns how many elements that covered.</summary>
    internal static int Add512(
        Span<float> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, ReadOnlySpan<float> weights)
    {
        var covered = sum.Length - sum.Length % Vector512<float>.Count;
        CheckLengths(covered, a, b, c, d);
        var (w0, w1, w2, w3) = (Vector512.Create(weights[0]), Vector512.Create(weights[1]), Vector512.Create(weights[2]), Vector512.Create(weights[3]));
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var ra = ref MemoryMarshal.GetReference(a);
        ref var rb = ref MemoryMarshal.GetReference(b);
        ref var rc = ref MemoryMarshal.GetReference(c);
        ref var rd = ref MemoryMarshal.GetReference(d);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<float>.Count)
        {
            var x = Vector512.LoadUnsafe(ref s, i);
            x = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref ra, i), w0, x);
            x = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref rb, i), w1, x);
            x = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref rc, i), w2, x);
            x = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref rd, i), w3, x);
            x.StoreUnsafe(ref s, i);
        }

        return covered;
    }

    /// <summary>Adds in vectors of 8 and returns how many elements that covered.</summary>
    internal static int Add256(
        Span<float> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, ReadOnlySpan<float> weights)
    {
        var covered = sum.Length - sum.Length % Vector256<float>.Count;
        CheckLengths(covered, a, b, c, d);
        var (w0, w1, w2, w3) = (Vector256.Create(weights[0]), Vector256.Create(weights[1]), Vector256.Create(weights[2]), Vector256.Create(weights[3]));
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var ra = ref MemoryMarshal.GetReference(a);
        ref var rb = ref MemoryMarshal.GetReference(b);
        ref var rc = ref MemoryMarshal.GetReference(c);
        ref var rd = ref MemoryMarshal.GetReference(d);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<float>.Count)
        {
            var x = Vector256.LoadUnsafe(ref s, i);
            x = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref ra, i), w0, x);
            x = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref rb, i), w1, x);
            x = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref rc, i), w2, x);
            x = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref rd, i), w3, x);
            x.StoreUnsafe(ref s, i);
        }

        return covered;
    }

    /// <summary>Adds element by element.</summary>
    internal static void AddScalar(
        Span<float> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            var x = MathF.FusedMultiplyAdd(a[i], weights[0], sum[i]);
            x = MathF.FusedMultiplyAdd(b[i], weights[1], x);
            x = MathF.FusedMultiplyAdd(c[i], weights[2], x);
            sum[i] = MathF.FusedMultiplyAdd(d[i], weights[3], x);
        }
    }

    /// <summary>The vector loops run on references, so nothing below them would notice a short span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckLengths(int covered, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(a.Length, b.Length), Math.Min(c.Length, d.Length)), covered);
}
