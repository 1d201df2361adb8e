namespace OrleansFederation.Filters;

/// <summary>Chunks of signs with a scale a block: the mean magnitude.</summary>
/// <param name="block">The numbers of a block.</param>
internal sealed class SignChunks(int block) : IChunkEncoder, IChunkDecoder
{
    /// <summary>How many bytes a chunk has.</summary>
    /// <param name="count">The count of its numbers.</param>
    /// <param name="block">The numbers of a block.</param>
    public static int LengthOf(int count, int block) => BlockScales.LengthOf(count, block) + (count + 7) / 8;

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int count) => LengthOf(count, block);

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var scales = BlockScales.Of(destination, values.Length, block);
        var bits = destination[(scales.Length * sizeof(float))..LengthOf(values.Length, block)];
        bits.Clear();
        for (var (i, start) = (0, 0); i < scales.Length; i++, start += block)
        {
            var part = values.Slice(start, Math.Min(block, values.Length - start));
            var scale = SignKernel.MeanMagnitude(part);
            scales[i] = scale < BlockScales.Least ? 0 : scale;
            SignKernel.Take(part, bits, start, scales[i]);
        }

        return LengthOf(values.Length, block);
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values)
    {
        if (!BlockScales.TryRead(chunk, values.Length, block, out var scales))
        {
            return false;
        }

        var bits = chunk[(scales.Length * sizeof(float))..];
        for (var (i, start) = (0, 0); i < scales.Length; i++, start += block)
        {
            SignKernel.Give(bits, start, values.Slice(start, Math.Min(block, values.Length - start)), scales[i]);
        }

        return values.Length % 8 == 0 || bits[^1] >> (values.Length % 8) == 0;
    }
}
