namespace OrleansFederation.Data;

/// <summary>The one form that every image of a folder has.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Resize">Whether images of another size are resized (bilinear, without keeping their proportions); otherwise they are an error.</param>
public sealed record ImageSpec(int Channels, int Height, int Width, bool Resize);
