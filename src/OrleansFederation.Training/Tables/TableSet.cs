using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Some of the rows of a table.</summary>
internal sealed class TableSet(TableStore store, int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape) : IDataSet
{
    private readonly int _width = store.Offsets.Width;

    /// <inheritdoc/>
    public int Count => members?.Length ?? store.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape => shape;

    /// <inheritdoc/>
    public DataSummary? Summary => store.Summary;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        if (destination.Length < (long)indices.Length * _width)
        {
            throw new ArgumentException($"{indices.Length} rows need room for {(long)indices.Length * _width} numbers, not {destination.Length}.", nameof(destination));
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var row = destination.Slice(i * _width, _width);
            store.Rows.Read(Member(indices[i]), 0, row);
            if (normalize is not null)
            {
                foreach (ref var pixel in row)
                {
                    pixel = (float)((pixel - normalize.Mean) / normalize.Std);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = store.Rows.Read<float>(Member(indices[i]), store.Offsets.Target);
        }
    }

    private int Member(int index) => members is null ? index : members[index];
}
