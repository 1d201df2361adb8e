using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansFederation.Filters;

/// <summary>Chunks of bfloat16 numbers: the upper halves of float32's bits, rounded as whole numbers, which is to the nearest with halves to even.</summary>
internal sealed class BrainChunks : IChunkEncoder, IFoldingDecoder
{
    /// <summary>The bytes of a number.</summary>
    public const int Width = 2;

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int count) => count * Width;

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var written = MemoryMarshal.Cast<byte, ushort>(destination[..(values.Length * Width)]);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var (done, pair) = (0, 2 * Vector<uint>.Count);
        var (half, one) = (new Vector<uint>(0x7FFF), Vector<uint>.One);
        for (; done + pair <= bits.Length; done += pair)
        {
            var low = Upper(bits[done..], half, one);
            var high = Upper(bits[(done + Vector<uint>.Count)..], half, one);
            Vector.Narrow(low, high).CopyTo(written[done..]);
        }

        for (; done < values.Length; done++)
        {
            var upper = (bits[done] + 0x7FFF + ((bits[done] >> 16) & 1)) >> 16;
            written[done] = (ushort)upper;
            values[done] -= BitConverter.UInt32BitsToSingle(upper << 16);
        }

        return values.Length * Width;
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values) =>
        WideningKernel.Widen<BrainBits>(MemoryMarshal.Cast<byte, ushort>(chunk), values) <= BrainBits.Largest;

    /// <inheritdoc/>
    public bool TryAdd(Span<float> sum, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<float> weights) =>
        WideningFold.Add<BrainBits>(
            sum, MemoryMarshal.Cast<byte, ushort>(a), MemoryMarshal.Cast<byte, ushort>(b), MemoryMarshal.Cast<byte, ushort>(c), MemoryMarshal.Cast<byte, ushort>(d), weights)
        <= BrainBits.Largest;

    private static Vector<uint> Upper(Span<uint> bits, Vector<uint> half, Vector<uint> one)
    {
        var value = new Vector<uint>(bits);
        var upper = (value + half + ((value >>> 16) & one)) >>> 16;
        (Vector.AsVectorSingle(value) - Vector.AsVectorSingle(upper << 16)).CopyTo(MemoryMarshal.Cast<uint, float>(bits));
        return upper;
    }
}
