namespace OrleansFederation.Training;

/// <summary>A piece of an update that a site holds.</summary>
/// <param name="Content">The bytes; none where the update is missing or ends before. Nobody writes to them.</param>
[GenerateSerializer, Immutable, Alias("of.update-piece")]
public sealed record UpdatePiece([property: Id(0)] byte[] Content)
{
    /// <summary>The most bytes of a piece: with what goes round it a message stays below 1 MB.</summary>
    public const int LargestLength = 1_000_000;
}
