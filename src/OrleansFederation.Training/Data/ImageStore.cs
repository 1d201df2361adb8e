namespace OrleansFederation.Data;

/// <summary>Images and labels as bytes, shared by everyone who reads them: a set of 60,000 images takes 47 MB, not 190.</summary>
/// <param name="Pixels">The pixels, image by image, 0 to 255.</param>
/// <param name="Labels">The label of each image.</param>
/// <param name="Shape">The shape of one image: channels, height, width.</param>
internal sealed record ImageStore(byte[] Pixels, byte[] Labels, IReadOnlyList<int> Shape)
{
    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The number of pixels of one image.</summary>
    public int Size { get; } = Shape.Aggregate(1, (product, size) => product * size);
}
