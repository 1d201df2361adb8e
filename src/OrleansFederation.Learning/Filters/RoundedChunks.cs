using System.Runtime.InteropServices;

namespace OrleansFederation.Filters;

/// <summary>Chunks of whole numbers between −levels and levels with a scale a block: the block's largest magnitude over the levels. Seven levels share a byte by two.</summary>
/// <param name="levels">The levels: 127, a byte each, or 7, half a byte.</param>
/// <param name="block">The numbers of a block.</param>
internal sealed class RoundedChunks(int levels, int block) : IChunkEncoder, IChunkDecoder
{
    private const int Halves = 7;

    private readonly sbyte[] _whole = levels == Halves ? new sbyte[UpdateShape.Chunk + 1] : [];

    /// <summary>How many bytes a chunk has.</summary>
    /// <param name="count">The count of its numbers.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="block">The numbers of a block.</param>
    public static int LengthOf(int count, int levels, int block) => BlockScales.LengthOf(count, block) + (levels == Halves ? (count + 1) / 2 : count);

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int count) => LengthOf(count, levels, block);

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var scales = BlockScales.Of(destination, values.Length, block);
        var bytes = destination[(scales.Length * sizeof(float))..LengthOf(values.Length, levels, block)];
        var whole = levels == Halves ? _whole.AsSpan(0, values.Length) : MemoryMarshal.Cast<byte, sbyte>(bytes);
        for (var (i, start) = (0, 0); i < scales.Length; i++, start += block)
        {
            var part = values.Slice(start, Math.Min(block, values.Length - start));
            var peak = BitConverter.UInt32BitsToSingle(FeedbackKernel.Peak(part));
            if (peak < BlockScales.Least)
            {
                scales[i] = 0;
                whole.Slice(start, part.Length).Clear();
                continue;
            }

            scales[i] = peak / levels;
            RoundingKernel.Round(part, whole.Slice(start, part.Length), levels / peak, scales[i]);
        }

        if (levels == Halves)
        {
            Pack(values.Length, bytes);
        }

        return LengthOf(values.Length, levels, block);
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values)
    {
        if (!BlockScales.TryRead(chunk, values.Length, block, out var scales))
        {
            return false;
        }

        var bytes = chunk[(scales.Length * sizeof(float))..];
        if (levels == Halves && !TryUnpack(bytes, values.Length))
        {
            return false;
        }

        var whole = levels == Halves ? _whole.AsSpan(0, values.Length) : MemoryMarshal.Cast<byte, sbyte>(bytes);
        if (levels != Halves && whole.Contains(sbyte.MinValue))
        {
            return false;
        }

        RoundingKernel.Expand(whole, values, scales, block);
        return true;
    }

    private void Pack(int count, Span<byte> bytes)
    {
        _whole[count] = 0;
        NibbleKernel.Pack(_whole.AsSpan(0, 2 * bytes.Length), bytes);
    }

    private bool TryUnpack(ReadOnlySpan<byte> bytes, int count)
    {
        NibbleKernel.Unpack(bytes, _whole.AsSpan(0, 2 * bytes.Length));
        return !_whole.AsSpan(0, count).Contains((sbyte)(-Halves - 1)) && (count % 2 == 0 || _whole[count] == 0);
    }
}
