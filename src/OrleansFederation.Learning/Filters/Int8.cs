using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// Eight bits a number: q = round(t / s) with s = max|t| / 127 over a block (uniform quantisation as in Dettmers et al. 2022, "8-bit Optimizers
/// via Block-wise Quantization", with linear levels). A quarter of float32's bytes. Danger: one very large number in a block rounds its
/// neighbours away, until error feedback brings them back; smaller blocks cost four bytes each and confine it.
/// </summary>
internal sealed class Int8 : IUpdateCodec
{
    private const int Levels = 127;

    /// <inheritdoc/>
    public string Name => "int8";

    /// <inheritdoc/>
    public string Description => "8 bits a number and a scale a block: a quarter of the bytes, and hardly a loss with error feedback; the one to begin with";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("block", "How many numbers share a scale of four bytes.", 4096, 16, UpdateShape.Chunk),
        IUpdateCodec.FeedbackArgument,
    ];

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => shape.Sum(count => RoundedChunks.LengthOf(count, Levels, (int)settings["block"]));

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new RoundedChunks(Levels, (int)settings["block"]);

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new RoundedChunks(Levels, (int)settings["block"]);
}
