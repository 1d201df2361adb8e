using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Images of one form as rows of bytes, each with its class behind it.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Shape">Channels, height, width.</param>
internal sealed record PixelStore(RowFile Rows, IReadOnlyList<int> Shape) : IExampleStore
{
    /// <inheritdoc/>
    public int Count => Rows.Count;

    /// <summary>The pixels of an image.</summary>
    public int Size => Rows.Stride - sizeof(float);

    /// <inheritdoc/>
    public long Bytes => 0;

    /// <inheritdoc/>
    public bool HasClasses => true;

    /// <inheritdoc/>
    public DataSummary? Summary => Rows.Summary;

    /// <inheritdoc/>
    public int Label(int index) => (int)Rows.Read<float>(index, Size);

    /// <inheritdoc/>
    public ulong Group(int index) => throw new NotSupportedException("Images have no groups: a spec that asks for them is refused.");

    /// <inheritdoc/>
    public double Time(int index) => throw new NotSupportedException("Images have no times: a spec that asks for them is refused.");

    /// <inheritdoc/>
    public IDataSet Open(int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape) => new PixelSet(this, members, normalize, shape);
}
