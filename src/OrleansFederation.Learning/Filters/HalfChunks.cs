using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OrleansFederation.Filters;

/// <summary>Chunks of half-precision numbers; what is beyond their range is the nearest within.</summary>
internal sealed class HalfChunks : IChunkEncoder, IFoldingDecoder
{
    /// <summary>The bytes of a number.</summary>
    public const int Width = 2;

    private readonly float[] _read = new float[UpdateShape.Chunk];

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int count) => count * Width;

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(destination[..(values.Length * Width)]);
        var read = _read.AsSpan(0, values.Length);
        TensorPrimitives.Max(values, -(float)Half.MaxValue, read);
        TensorPrimitives.Min(read, (float)Half.MaxValue, read);
        TensorPrimitives.ConvertToHalf(read, halves);
        TensorPrimitives.ConvertToSingle(halves, read);
        TensorPrimitives.Subtract(values, read, values);
        return values.Length * Width;
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values) =>
        WideningKernel.Widen<HalfBits>(MemoryMarshal.Cast<byte, ushort>(chunk), values) <= HalfBits.Largest;

    /// <inheritdoc/>
    public bool TryAdd(Span<float> sum, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<float> weights) =>
        WideningFold.Add<HalfBits>(
            sum, MemoryMarshal.Cast<byte, ushort>(a), MemoryMarshal.Cast<byte, ushort>(b), MemoryMarshal.Cast<byte, ushort>(c), MemoryMarshal.Cast<byte, ushort>(d), weights)
        <= HalfBits.Largest;
}
