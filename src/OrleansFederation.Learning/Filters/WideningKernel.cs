using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// Makes float32 of numbers of 16 bits, and tells their largest magnitude on the way. Half precision has its exponent and fraction moved to
/// float32's places and is multiplied by 2¹¹², the difference of the exponents' biases, which is exact, subnormal numbers included; bfloat16 is float32's upper half.
/// What is not finite comes out as some number: the caller looks at the magnitude.
/// </summary>
internal static class WideningKernel
{
    private const ushort Magnitude = 0x7FFF;
    private const uint Sign = 0x8000;
    private const float Rescale = 5.192296858534828e33f;

    /// <summary>Widens half precision.</summary>
    /// <param name="halves">The numbers' bits.</param>
    /// <param name="values">Where the numbers go, as many.</param>
    /// <returns>The largest magnitude, as bits: above those of <see cref="Half.MaxValue"/> where one is not finite.</returns>
    public static ushort FromHalf(ReadOnlySpan<ushort> halves, Span<float> values)
    {
        var done = Widen(halves, values, isBrain: false, out var peak);
        for (; done < values.Length; done++)
        {
            values[done] = (float)BitConverter.UInt16BitsToHalf(halves[done]);
            peak = Math.Max(peak, (ushort)(halves[done] & Magnitude));
        }

        return peak;
    }

    /// <summary>Widens bfloat16.</summary>
    /// <param name="halves">The numbers' bits.</param>
    /// <param name="values">Where the numbers go, as many.</param>
    /// <returns>The largest magnitude, as bits: 0x7F80 or above where one is not finite.</returns>
    public static ushort FromBrain(ReadOnlySpan<ushort> halves, Span<float> values)
    {
        var done = Widen(halves, values, isBrain: true, out var peak);
        for (; done < values.Length; done++)
        {
            values[done] = BitConverter.UInt32BitsToSingle((uint)halves[done] << 16);
            peak = Math.Max(peak, (ushort)(halves[done] & Magnitude));
        }

        return peak;
    }

    internal static int Widen512(ReadOnlySpan<ushort> halves, Span<float> values, bool isBrain, out ushort peak)
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
            One(low, isBrain).StoreUnsafe(ref to, i);
            One(high, isBrain).StoreUnsafe(ref to, i + (nuint)Vector512<uint>.Count);
        }

        peak = Largest(Vector256.Max(most.GetLower(), most.GetUpper()));
        return covered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<float> One(Vector512<uint> wide, bool isBrain)
        {
            if (isBrain)
            {
                return (wide << 16).AsSingle();
            }

            var size = ((wide & Vector512.Create((uint)Magnitude)) << 13).AsSingle() * Vector512.Create(Rescale);
            return (size.AsUInt32() | ((wide & Vector512.Create(Sign)) << 16)).AsSingle();
        }
    }

    internal static int Widen256(ReadOnlySpan<ushort> halves, Span<float> values, bool isBrain, out ushort peak)
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
            One(low, isBrain).StoreUnsafe(ref to, i);
            One(high, isBrain).StoreUnsafe(ref to, i + (nuint)Vector256<uint>.Count);
        }

        peak = Largest(most);
        return covered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> One(Vector256<uint> wide, bool isBrain)
        {
            if (isBrain)
            {
                return (wide << 16).AsSingle();
            }

            var size = ((wide & Vector256.Create((uint)Magnitude)) << 13).AsSingle() * Vector256.Create(Rescale);
            return (size.AsUInt32() | ((wide & Vector256.Create(Sign)) << 16)).AsSingle();
        }
    }

    private static int Widen(ReadOnlySpan<ushort> halves, Span<float> values, bool isBrain, out ushort peak)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(halves.Length, values.Length);
        if (Vector512.IsHardwareAccelerated)
        {
            return Widen512(halves, values, isBrain, out peak);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return Widen256(halves, values, isBrain, out peak);
        }

        peak = 0;
        return 0;
    }

    // Lane by lane a vector is written to memory anew for each.
    private static ushort Largest(Vector256<ushort> values)
    {
        var eight = Vector128.Max(values.GetLower(), values.GetUpper());
        var (low, high) = Vector128.Widen(eight);
        var four = Vector128.Max(low, high);
        return (ushort)Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }
}
