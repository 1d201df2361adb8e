using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// Four bits a number: q = round(t / s) from −7 to 7 with s = max|t| / 7 over a block, as <see cref="Int8"/>. With blocks of 64 a seventh of
/// float32's bytes. Danger: a number below a fourteenth of its block's largest is 0 in a round, so that without error feedback small numbers never move.
/// </summary>
internal sealed class Int4 : IUpdateCodec
{
    private const int Levels = 7;

    /// <inheritdoc/>
    public string Name => "int4";

    /// <inheritdoc/>
    public string Description => "4 bits a number and a scale a block: a seventh of the bytes; keep error feedback on";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("block", "How many numbers share a scale of four bytes.", 64, 16, UpdateShape.Chunk),
        IUpdateCodec.FeedbackArgument,
    ];

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => shape.Sum(count => RoundedChunks.LengthOf(count, Levels, (int)settings["block"]));

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new RoundedChunks(Levels, (int)settings["block"]);

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new RoundedChunks(Levels, (int)settings["block"]);
}
