namespace OrleansFederation.Data;

/// <summary>Images and labels as bytes, shared by everyone who reads them: a set of 60,000 images takes 47 MB, not 190.</summary>
/// <param name="Pixels">The pixels, image by image, 0 to 255.</param>
/// <param name="Labels">The label of each image.</param>
/// <param name="Shape">The shape of one image: channels, height, width.</param>
internal sealed record ImageStore(byte[] Pixels, byte[] Labels, IReadOnlyList<int> Shape) : IExampleStore
{
    /// <inheritdoc/>
    public int Count => Labels.Length;

    /// <summary>The number of pixels of one image.</summary>
    public int Size { get; } = Shape.Aggregate(1, (product, size) => product * size);

    /// <inheritdoc/>
    public long Bytes => Pixels.LongLength;

    /// <inheritdoc/>
    public bool HasClasses => true;

    /// <inheritdoc/>
    public DataSummary? Summary => null;

    /// <inheritdoc/>
    public int Label(int index) => Labels[index];

    /// <inheritdoc/>
    public ulong Group(int index) => throw new NotSupportedException("Images have no groups: a spec that asks for them is refused.");

    /// <inheritdoc/>
    public double Time(int index) => throw new NotSupportedException("Images have no times: a spec that asks for them is refused.");

    /// <inheritdoc/>
    public IDataSet Open(int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape) => new ImageSet(this, members, normalize, shape);
}
