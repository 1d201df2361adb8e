namespace OrleansFederation.Data;

/// <summary>The class that a value of the target stands for.</summary>
/// <param name="Value">The value as the file writes it, or the name of a folder of images.</param>
/// <param name="Class">The class, 0 or more.</param>
public sealed record ClassSpec(string Value, int Class);
