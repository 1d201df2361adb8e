using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// The k numbers of the largest magnitude and their places, k = the share of all, rounded, at least 1; of equal magnitudes those that come
/// first (Stich et al. 2018, "Sparsified SGD with Memory"). Six bytes a number that is sent. Danger: what is small waits in the error feedback for many
/// rounds, and of a client that is seldom selected it comes late; a share of 1 % is known to cost points of accuracy in the first rounds.
/// </summary>
internal sealed class TopK : IUpdateCodec
{
    /// <inheritdoc/>
    public string Name => "topk";

    /// <inheritdoc/>
    public string Description => "only the largest numbers, here 1 % of them: a sixtieth of the bytes, for slow links and many rounds";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("share", "The share of the numbers that is sent.", 0.01, 0.00001, 1, Whole: false),
        IUpdateCodec.FeedbackArgument,
    ];

    /// <inheritdoc/>
    public bool NeedsWhole => true;

    /// <summary>k.</summary>
    /// <param name="share">The share.</param>
    /// <param name="count">The count of all numbers.</param>
    public static int Kept(double share, int count) => count == 0 ? 0 : Math.Clamp((int)Math.Round(share * count, MidpointRounding.AwayFromZero), 1, count);

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => shape.Sum(_ => SparseChunks.Head) + (long)SparseChunks.Width * Kept(settings["share"], shape.Trainable);

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole)
    {
        if (shape.Trainable == 0)
        {
            return new LargestChunks(0, 0);
        }

        var (bound, ties) = LargestMagnitudes.Find(whole, shape.Moved(), shape.Trainable, Kept(settings["share"], shape.Trainable));
        return new LargestChunks(bound, ties);
    }

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) => new SparseChunks();
}
