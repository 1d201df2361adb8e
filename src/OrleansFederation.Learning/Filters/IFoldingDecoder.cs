namespace OrleansFederation.Filters;

/// <summary>A decoder that adds its chunks to a sum without writing their numbers out.</summary>
internal interface IFoldingDecoder : IChunkDecoder
{
    /// <summary>Adds a chunk of each of four updates, in their order: per element one fused multiply-add an update.</summary>
    /// <param name="sum">The sum, as long as the chunks.</param>
    /// <param name="a">The bytes of the first.</param>
    /// <param name="b">The bytes of the second.</param>
    /// <param name="c">The bytes of the third.</param>
    /// <param name="d">The bytes of the fourth.</param>
    /// <param name="weights">Their weights.</param>
    /// <returns>Whether there are such chunks; where not, the sum is undefined.</returns>
    bool TryAdd(Span<float> sum, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<float> weights);
}
