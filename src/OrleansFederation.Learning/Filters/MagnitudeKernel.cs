using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>Finds numbers by their magnitude, compared as whole numbers.</summary>
internal static class MagnitudeKernel
{
    /// <summary>Gives the magnitudes of at least a bound.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="least">The bound, as bits.</param>
    /// <param name="found">Where the magnitudes go, as bits; what no longer fits is only counted.</param>
    /// <returns>How many there are.</returns>
    public static int Gather(ReadOnlySpan<float> values, uint least, Span<uint> found)
    {
        var count = 0;
        var done = Vector512.IsHardwareAccelerated ? Gather512(values, least, found, ref count) : Vector256.IsHardwareAccelerated ? Gather256(values, least, found, ref count) : 0;
        for (; done < values.Length; done++)
        {
            Add(values, done, least, found, ref count);
        }

        return count;
    }

    /// <summary>Gives the places of the magnitudes of at least a bound.</summary>
    /// <param name="values">The numbers, at most 65,536.</param>
    /// <param name="least">The bound, as bits.</param>
    /// <param name="places">Where the places go, ascending; as long as the numbers.</param>
    /// <returns>How many there are.</returns>
    public static int Places(ReadOnlySpan<float> values, uint least, Span<ushort> places)
    {
        var count = 0;
        var done = Vector512.IsHardwareAccelerated ? Places512(values, least, places, ref count) : Vector256.IsHardwareAccelerated ? Places256(values, least, places, ref count) : 0;
        for (; done < values.Length; done++)
        {
            if ((BitConverter.SingleToUInt32Bits(values[done]) & FeedbackKernel.Magnitude) >= least)
            {
                places[count++] = (ushort)done;
            }
        }

        return count;
    }

    internal static int Gather512(ReadOnlySpan<float> values, uint least, Span<uint> found, ref int count)
    {
        var covered = values.Length - values.Length % Vector512<float>.Count;
        ref var first = ref MemoryMarshal.GetReference(values);
        var (mask, bound) = (Vector512.Create(FeedbackKernel.Magnitude), Vector512.Create(least));
        for (var i = 0; i < covered; i += Vector512<float>.Count)
        {
            var magnitudes = Vector512.LoadUnsafe(ref first, (nuint)i).AsUInt32() & mask;
            for (var hits = Vector512.GreaterThanOrEqual(magnitudes, bound).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                Add(values, i + BitOperations.TrailingZeroCount(hits), least, found, ref count);
            }
        }

        return covered;
    }

    internal static int Gather256(ReadOnlySpan<float> values, uint least, Span<uint> found, ref int count)
    {
        var covered = values.Length - values.Length % Vector256<float>.Count;
        ref var first = ref MemoryMarshal.GetReference(values);
        var (mask, bound) = (Vector256.Create(FeedbackKernel.Magnitude), Vector256.Create(least));
        for (var i = 0; i < covered; i += Vector256<float>.Count)
        {
            var magnitudes = Vector256.LoadUnsafe(ref first, (nuint)i).AsUInt32() & mask;
            for (var hits = Vector256.GreaterThanOrEqual(magnitudes, bound).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                Add(values, i + BitOperations.TrailingZeroCount(hits), least, found, ref count);
            }
        }

        return covered;
    }

    internal static int Places512(ReadOnlySpan<float> values, uint least, Span<ushort> places, ref int count)
    {
        var covered = values.Length - values.Length % Vector512<float>.Count;
        ref var first = ref MemoryMarshal.GetReference(values);
        var (mask, bound) = (Vector512.Create(FeedbackKernel.Magnitude), Vector512.Create(least));
        for (var i = 0; i < covered; i += Vector512<float>.Count)
        {
            var magnitudes = Vector512.LoadUnsafe(ref first, (nuint)i).AsUInt32() & mask;
            for (var hits = Vector512.GreaterThanOrEqual(magnitudes, bound).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                places[count++] = (ushort)(i + BitOperations.TrailingZeroCount(hits));
            }
        }

        return covered;
    }

    internal static int Places256(ReadOnlySpan<float> values, uint least, Span<ushort> places, ref int count)
    {
        var covered = values.Length - values.Length % Vector256<float>.Count;
        ref var first = ref MemoryMarshal.GetReference(values);
        var (mask, bound) = (Vector256.Create(FeedbackKernel.Magnitude), Vector256.Create(least));
        for (var i = 0; i < covered; i += Vector256<float>.Count)
        {
            var magnitudes = Vector256.LoadUnsafe(ref first, (nuint)i).AsUInt32() & mask;
            for (var hits = Vector256.GreaterThanOrEqual(magnitudes, bound).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                places[count++] = (ushort)(i + BitOperations.TrailingZeroCount(hits));
            }
        }

        return covered;
    }

    private static void Add(ReadOnlySpan<float> values, int place, uint least, Span<uint> found, ref int count)
    {
        var magnitude = BitConverter.SingleToUInt32Bits(values[place]) & FeedbackKernel.Magnitude;
        if (magnitude >= least)
        {
            if (count < found.Length)
            {
                found[count] = magnitude;
            }

            count++;
        }
    }
}
