using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// IEEE 754 half precision: eleven significant bits, to the nearest, halves to even. Half of float32's bytes. Danger: it ends at 65,504,
/// where numbers stop until error feedback sends the rest, and below 6·10⁻⁸ all is 0.
/// </summary>
internal sealed class Fp16 : IUpdateCodec
{
    /// <inheritdoc/>
    public string Name => "fp16";

    /// <inheritdoc/>
    public string Description => "half precision, 11 significant bits: half of the bytes and the smallest loss";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [IUpdateCodec.FeedbackArgument];

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => (long)shape.Trainable * HalfChunks.Width;

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new HalfChunks();

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new HalfChunks();
}
