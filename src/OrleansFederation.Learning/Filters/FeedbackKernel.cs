using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// What is done to every number of an update, whatever the codec: t = u + β·e, and the largest magnitude. Each number is rounded for itself
/// and magnitudes are compared as whole numbers, so the bits do not depend on the width of vectors.
/// </summary>
internal static class FeedbackKernel
{
    /// <summary>The bits of a magnitude: all but the sign. Magnitudes are in the order of these bits, and what is not finite is above all.</summary>
    public const uint Magnitude = 0x7FFF_FFFF;

    /// <summary>Adds an update to what earlier ones lacked.</summary>
    /// <param name="update">The update, u.</param>
    /// <param name="feedback">What earlier ones lacked, e, of the same length; afterwards t.</param>
    /// <param name="share">β.</param>
    public static void Add(ReadOnlySpan<float> update, Span<float> feedback, float share)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, feedback.Length);
        var done = Vector512.IsHardwareAccelerated ? Add512(update, feedback, share) : Vector256.IsHardwareAccelerated ? Add256(update, feedback, share) : 0;
        for (; done < feedback.Length; done++)
        {
            feedback[done] = update[done] + share * feedback[done];
        }
    }

    /// <summary>The largest magnitude, as bits.</summary>
    /// <param name="values">The numbers.</param>
    public static uint Peak(ReadOnlySpan<float> values)
    {
        var peak = 0u;
        var done = Vector512.IsHardwareAccelerated ? Peak512(values, ref peak) : Vector256.IsHardwareAccelerated ? Peak256(values, ref peak) : 0;
        for (; done < values.Length; done++)
        {
            peak = Math.Max(peak, BitConverter.SingleToUInt32Bits(values[done]) & Magnitude);
        }

        return peak;
    }

    internal static int Add512(ReadOnlySpan<float> update, Span<float> feedback, float share)
    {
        var covered = feedback.Length - feedback.Length % Vector512<float>.Count;
        var beta = Vector512.Create(share);
        ref var u = ref MemoryMarshal.GetReference(update);
        ref var e = ref MemoryMarshal.GetReference(feedback);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref u, i) + beta * Vector512.LoadUnsafe(ref e, i)).StoreUnsafe(ref e, i);
        }

        return covered;
    }

    internal static int Add256(ReadOnlySpan<float> update, Span<float> feedback, float share)
    {
        var covered = feedback.Length - feedback.Length % Vector256<float>.Count;
        var beta = Vector256.Create(share);
        ref var u = ref MemoryMarshal.GetReference(update);
        ref var e = ref MemoryMarshal.GetReference(feedback);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref u, i) + beta * Vector256.LoadUnsafe(ref e, i)).StoreUnsafe(ref e, i);
        }

        return covered;
    }

    internal static int Peak512(ReadOnlySpan<float> values, ref uint peak)
    {
        var covered = values.Length - values.Length % Vector512<float>.Count;
        var (mask, most) = (Vector512.Create(Magnitude), Vector512<uint>.Zero);
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<float>.Count)
        {
            most = Vector512.Max(most, Vector512.LoadUnsafe(ref first, i).AsUInt32() & mask);
        }

        peak = Math.Max(peak, Largest(Vector256.Max(most.GetLower(), most.GetUpper())));

        return covered;
    }

    internal static int Peak256(ReadOnlySpan<float> values, ref uint peak)
    {
        var covered = values.Length - values.Length % Vector256<float>.Count;
        var (mask, most) = (Vector256.Create(Magnitude), Vector256<uint>.Zero);
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<float>.Count)
        {
            most = Vector256.Max(most, Vector256.LoadUnsafe(ref first, i).AsUInt32() & mask);
        }

        peak = Math.Max(peak, Largest(most));

        return covered;
    }

    // Lane by lane a vector is written to memory anew for each.
    private static uint Largest(Vector256<uint> values)
    {
        var four = Vector128.Max(values.GetLower(), values.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }
}
