using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// A filter that writes an update in fewer bytes. It sees the numbers that training moves, chunk by chunk; buffers pass beside it. What it
/// loses is told back chunk by chunk, for error feedback (Seide et al. 2014; Karimireddy et al. 2019, "Error Feedback Fixes SignSGD").
/// </summary>
public interface IUpdateCodec : IUpdateFilter
{
    /// <summary>The name of the argument that every codec has: the share of what was lost that is added to the next update.</summary>
    const string Feedback = "errorFeedback";

    /// <summary>The argument that every codec has, last.</summary>
    static NumericArgument FeedbackArgument { get; } = new(
        Feedback, "The share of what compression lost that the client adds to its next update: 1 all of it, 0 none, so that nothing is kept at the client.", 1, 0, 1, Whole: false);

    /// <inheritdoc/>
    FilterStage IUpdateFilter.Stage => FilterStage.Represent;

    /// <summary>Whether it looks at the whole update before it writes the first chunk.</summary>
    bool NeedsWhole => false;

    /// <summary>Whether it draws numbers, so that a file says from which seed.</summary>
    bool IsRandom => false;

    /// <summary>How many bytes all chunks have, without buffers.</summary>
    /// <param name="settings">Its arguments.</param>
    /// <param name="shape">The update's shape.</param>
    long PayloadLength(FilterSpec settings, UpdateShape shape);

    /// <summary>Begins to write an update.</summary>
    /// <param name="settings">Its arguments.</param>
    /// <param name="shape">The update's shape.</param>
    /// <param name="seed">Where drawn numbers come from.</param>
    /// <param name="whole">The update with its feedback, all finite, where <see cref="NeedsWhole"/>; otherwise empty.</param>
    IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole);

    /// <summary>Begins to read an update.</summary>
    /// <param name="settings">Its arguments.</param>
    /// <param name="shape">The update's shape.</param>
    /// <param name="seed">Where drawn numbers come from.</param>
    IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed);
}
