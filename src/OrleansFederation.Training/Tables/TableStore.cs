using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>The rows of a table as examples.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Offsets">Where their pieces stand.</param>
/// <param name="Shape">The shape of an input.</param>
/// <param name="HasClasses">Whether the target is a class.</param>
/// <param name="Pixels">Whether inputs are pixels of 0…1, which can be normalised.</param>
internal sealed record TableStore(RowFile Rows, TableOffsets Offsets, IReadOnlyList<int> Shape, bool HasClasses, bool Pixels) : IExampleStore
{
    /// <inheritdoc/>
    public int Count => Rows.Count;

    /// <inheritdoc/>
    public long Bytes => 0;

    /// <inheritdoc/>
    public DataSummary? Summary => Rows.Summary;

    /// <inheritdoc/>
    public int Label(int index) => !HasClasses ? 0 : (int)Rows.Read<float>(index, Offsets.Target);

    /// <inheritdoc/>
    public ulong Group(int index) => Rows.Read<ulong>(index, Offsets.Group);

    /// <inheritdoc/>
    public double Time(int index) => Rows.Read<double>(index, Offsets.Time);

    /// <inheritdoc/>
    public IDataSet Open(int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape) => new TableSet(this, members, Pixels ? normalize : null, shape);
}
