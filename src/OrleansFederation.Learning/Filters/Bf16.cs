using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// bfloat16: float32's exponent with eight significant bits, to the nearest, halves to even. Half of float32's bytes with its whole range.
/// Danger: an eighth of half precision's precision; int8 loses hardly more at half the size.
/// </summary>
internal sealed class Bf16 : IUpdateCodec
{
    /// <inheritdoc/>
    public string Name => "bf16";

    /// <inheritdoc/>
    public string Description => "bfloat16, 8 significant bits with the range of float32: half of the bytes, for updates of very different magnitudes";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [IUpdateCodec.FeedbackArgument];

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => (long)shape.Trainable * BrainChunks.Width;

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new BrainChunks();

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new BrainChunks();
}
