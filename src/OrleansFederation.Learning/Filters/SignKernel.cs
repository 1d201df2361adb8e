using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// Signs as bits, the first in the lowest bit; a set bit is a minus. The mean magnitude is added up in double in sixteen sums, element i in
/// sum i mod 16, and those from first to last, so the bits do not depend on the width of vectors.
/// </summary>
internal static class SignKernel
{
    private const int Lanes = 16;
    private const uint Minus = 0x8000_0000;

    /// <summary>The mean magnitude.</summary>
    /// <param name="values">The numbers, at least one.</param>
    public static float MeanMagnitude(ReadOnlySpan<float> values)
    {
        var (low, high) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var covered = values.Length - values.Length % Lanes;
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += Lanes)
        {
            var (a, b) = Vector512.Widen(Vector512.Abs(Vector512.LoadUnsafe(ref first, i)));
            low += a;
            high += b;
        }

        var sum = 0.0;
        for (var lane = 0; lane < Lanes; lane++)
        {
            sum += lane < Lanes / 2 ? low[lane] : high[lane - Lanes / 2];
        }

        foreach (var value in values[covered..])
        {
            sum += Math.Abs((double)value);
        }

        return (float)(sum / values.Length);
    }

    /// <summary>Takes the signs.</summary>
    /// <param name="values">The numbers; afterwards what signed scales lack of them.</param>
    /// <param name="bits">Where the signs go, eight a byte; cleared before.</param>
    /// <param name="start">The bit at which to begin.</param>
    /// <param name="scale">What a sign stands for.</param>
    public static void Take(Span<float> values, Span<byte> bits, int start, float scale)
    {
        var done = 0;
        if (start % 8 == 0)
        {
            var step = Vector512.Create(scale).AsUInt32();
            var minus = Vector512.Create(Minus);
            ref var first = ref MemoryMarshal.GetReference(values);
            for (; done + Lanes <= values.Length; done += Lanes)
            {
                var value = Vector512.LoadUnsafe(ref first, (nuint)done);
                BinaryPrimitives.WriteUInt16LittleEndian(bits[((start + done) / 8)..], (ushort)value.ExtractMostSignificantBits());
                (value - (step | (value.AsUInt32() & minus)).AsSingle()).StoreUnsafe(ref first, (nuint)done);
            }
        }

        for (; done < values.Length; done++)
        {
            var isMinus = float.IsNegative(values[done]);
            bits[(start + done) / 8] |= (byte)((isMinus ? 1 : 0) << ((start + done) % 8));
            values[done] -= isMinus ? -scale : scale;
        }
    }

    /// <summary>Gives the signed scales.</summary>
    /// <param name="bits">The signs.</param>
    /// <param name="start">The bit at which to begin.</param>
    /// <param name="values">Where the scales go.</param>
    /// <param name="scale">What a sign stands for.</param>
    public static void Give(ReadOnlySpan<byte> bits, int start, Span<float> values, float scale)
    {
        var done = 0;
        if (start % 8 == 0)
        {
            var step = Vector512.Create(scale).AsUInt32();
            var minus = Vector512.Create(Minus);
            var lanes = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
            ref var first = ref MemoryMarshal.GetReference(values);
            for (; done + Lanes <= values.Length; done += Lanes)
            {
                var signs = Vector512.Create((uint)BinaryPrimitives.ReadUInt16LittleEndian(bits[((start + done) / 8)..])) & lanes;
                (step | (Vector512.Equals(signs, lanes) & minus)).AsSingle().StoreUnsafe(ref first, (nuint)done);
            }
        }

        for (; done < values.Length; done++)
        {
            values[done] = (bits[(start + done) / 8] >> ((start + done) % 8) & 1) == 1 ? -scale : scale;
        }
    }
}
