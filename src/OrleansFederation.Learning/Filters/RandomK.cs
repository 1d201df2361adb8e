using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>
/// k numbers drawn without looking at them, k = the share of all, rounded, at least 1 (Stich et al. 2018; Konečný et al. 2016, "random mask").
/// Which ones follows from the spec's seed, the round and the client's ordinal, so that only the numbers are sent, four bytes each; every
/// chunk gives its part of the k. Without error feedback each is multiplied by n/k, so that the update is right in the mean; with it they are sent as
/// they are, since what is not sent now comes later. Danger: the factor n/k magnifies noise; with error feedback a number waits 1/share rounds.
/// </summary>
internal sealed class RandomK : IUpdateCodec
{
    /// <inheritdoc/>
    public string Name => "randomk";

    /// <inheritdoc/>
    public string Description => "numbers drawn by the seed, here 1 % of them: a hundredth of the bytes, and nothing about the update follows from which are sent";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("share", "The share of the numbers that is sent.", 0.01, 0.00001, 1, Whole: false),
        IUpdateCodec.FeedbackArgument,
    ];

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public long PayloadLength(FilterSpec settings, UpdateShape shape) => (long)sizeof(float) * TopK.Kept(settings["share"], shape.Trainable);

    /// <inheritdoc/>
    public IChunkEncoder BeginEncoding(FilterSpec settings, UpdateShape shape, ulong seed, ReadOnlySpan<float> whole) => new DrawnChunks(
        shape.Trainable, TopK.Kept(settings["share"], shape.Trainable), seed, isScaled: settings[IUpdateCodec.Feedback] == 0);

    /// <inheritdoc/>
    public IChunkDecoder BeginDecoding(FilterSpec settings, UpdateShape shape, ulong seed) =>
        new DrawnChunks(shape.Trainable, TopK.Kept(settings["share"], shape.Trainable), seed, isScaled: false);
}
