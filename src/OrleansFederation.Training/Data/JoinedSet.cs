namespace OrleansFederation.Data;

/// <summary>Sets of one shape, one after the other.</summary>
/// <param name="sets">The sets, at least one.</param>
internal sealed class JoinedSet(IReadOnlyList<IDataSet> sets) : IDataSet
{
    private readonly int[] _ends = Ends(sets);

    /// <inheritdoc/>
    public int Count => _ends[^1];

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape => sets[0].InputShape;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        var size = InputShape.Aggregate(1, (product, each) => product * each);
        for (var i = 0; i < indices.Length; i++)
        {
            var (set, index) = Find(indices[i]);
            set.ReadInputs([index], destination.Slice(i * size, size));
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            var (set, index) = Find(indices[i]);
            set.ReadTargets([index], destination.Slice(i, 1));
        }
    }

    private (IDataSet Set, int Index) Find(int index)
    {
        var at = Array.BinarySearch(_ends, index + 1);
        var set = at < 0 ? ~at : at;
        return (sets[set], set == 0 ? index : index - _ends[set - 1]);
    }

    private static int[] Ends(IReadOnlyList<IDataSet> sets)
    {
        var (ends, end) = (new int[sets.Count], 0);
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = end = checked(end + sets[i].Count);
        }

        return ends;
    }
}
