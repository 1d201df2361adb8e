using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>Makes float32 of numbers of 16 bits, and tells their largest magnitude on the way. Every width gives the same bits.</summary>
internal static class WideningKernel
{
    /// <summary>What of 16 bits is not the sign.</summary>
    public const ushort Magnitude = 0x7FFF;

    /// <summary>Widens with the widest vectors that the processor has.</summary>
    /// <typeparam name="TFormat">The numbers' format.</typeparam>
    /// <param name="halves">The numbers' bits.</param>
    /// <param name="values">Where the numbers go, as many.</param>
    /// <returns>The largest magnitude, as bits: above <see cref="ISixteenBits.Largest"/> where one is not finite.</returns>
    public static ushort Widen<TFormat>(ReadOnlySpan<ushort> halves, Span<float> values)
        where TFormat : struct, ISixteenBits
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(halves.Length, values.Length);
        ushort peak = 0;
        var done = Vector512.IsHardwareAccelerated ? Widen512<TFormat>(halves, values, out peak)
            : Vector256.IsHardwareAccelerated ? Widen256<TFormat>(halves, values, out peak)
            : 0;
        for (; done < values.Length; done++)
        {
            values[done] = TFormat.Widen(halves[done]);
            peak = Math.Max(peak, (ushort)(halves[done] & Magnitude));
        }

        return peak;
    }

    internal static int Widen512<TFormat>(ReadOnlySpan<ushort> halves, Span<float> values, out ushort peak)
        where TFormat : struct, ISixteenBits
    {
        var covered = values.Length - values.Length % Vector512<ushort>.Count;
        var (magnitude, most) = (Vector512.Create(Magnitude), Vector512<ushort>.Zero);
        ref var from = ref MemoryMarshal.GetReference(halves);
        ref var to = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<ushort>.Count)
        {
            var some = Vector512.LoadUnsafe(ref from, i);
            most = Vector512.Max(most, some & magnitude);
            var (low, high) = Vector512.Widen(some);
            TFormat.Widen(low).StoreUnsafe(ref to, i);
            TFormat.Widen(high).StoreUnsafe(ref to, i + (nuint)Vector512<uint>.Count);
        }

        peak = Largest(Vector256.Max(most.GetLower(), most.GetUpper()));
        return covered;
    }

    internal static int Widen256<TFormat>(ReadOnlySpan<ushort> halves, Span<float> values, out ushort peak)
        where TFormat : struct, ISixteenBits
    {
        var covered = values.Length - values.Length % Vector256<ushort>.Count;
        var (magnitude, most) = (Vector256.Create(Magnitude), Vector256<ushort>.Zero);
        ref var from = ref MemoryMarshal.GetReference(halves);
        ref var to = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<ushort>.Count)
        {
            var some = Vector256.LoadUnsafe(ref from, i);
            most = Vector256.Max(most, some & magnitude);
            var (low, high) = Vector256.Widen(some);
            TFormat.Widen(low).StoreUnsafe(ref to, i);
            TFormat.Widen(high).StoreUnsafe(ref to, i + (nuint)Vector256<uint>.Count);
        }

        peak = Largest(most);
        return covered;
    }

    // Lane by lane a vector is written to memory anew for each.
    internal static ushort Largest(Vector256<ushort> values)
    {
        var eight = Vector128.Max(values.GetLower(), values.GetUpper());
        var (low, high) = Vector128.Widen(eight);
        var four = Vector128.Max(low, high);
        return (ushort)Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }
}
