using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// One bit a number: sign(t) · ‖t‖₁ / d over a block of d numbers (Bernstein et al. 2018, "signSGD"; with the scale and the error feedback of
/// Karimireddy et al. 2019, "Error Feedback Fixes SignSGD", algorithm 2). A thirty-second of float32's bytes. Danger: without error feedback
/// it need not converge at all (their section 3).
/// </summary>
internal sealed class Sign : IUpdateCodec
{
    /// <inheritdoc/>
    public string Name => "sign";

    /// <inheritdoc/>
    public string Description => "1 bit a number and the mean magnitude a block: a thirtieth of the bytes, slower in rounds; useless without error feedback";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("block", "How many numbers share a scale of four bytes.", 4096, 16, UpdateShape.Chunk),
        IUpdateCodec.FeedbackArgument,
    ];

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => shape.Sum(count => SignChunks.LengthOf(count, (int)settings["block"]));

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new SignChunks((int)settings["block"]);

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new SignChunks((int)settings["block"]);
}
