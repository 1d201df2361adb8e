namespace OrleansFederation.Data;

/// <summary>What is known of generated digits before any is drawn.</summary>
public static class GeneratedDigits
{
    /// <summary>The format's name in a spec.</summary>
    public const string Format = "digits";

    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    /// <summary>The height and width of an image in pixels.</summary>
    public const int Side = 28;

    /// <summary>The shape of one image: channels, height, width.</summary>
    public static IReadOnlyList<int> Shape { get; } = [1, Side, Side];
}
