namespace OrleansFederation.Data;

/// <summary>Examples that a plugin gives.</summary>
/// <param name="set">The set.</param>
/// <param name="classes">Whether targets are classes.</param>
internal sealed class PluginStore(IDataSet set, bool classes) : IExampleStore
{
    /// <inheritdoc/>
    public int Count => set.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape => set.InputShape;

    /// <inheritdoc/>
    public long Bytes => 0;

    /// <inheritdoc/>
    public bool HasClasses => classes;

    /// <inheritdoc/>
    public DataSummary? Summary => set.Summary;

    /// <inheritdoc/>
    public int Label(int index)
    {
        Span<float> target = stackalloc float[1];
        set.ReadTargets([index], target);
        return (int)Math.Clamp(target[0], 0, int.MaxValue);
    }

    /// <inheritdoc/>
    public ulong Group(int index) => throw new NotSupportedException("Plugins divide their data themselves: a spec that asks for groups is refused.");

    /// <inheritdoc/>
    public double Time(int index) => throw new NotSupportedException("Plugins divide their data themselves: a spec that asks for times is refused.");

    /// <inheritdoc/>
    public IDataSet Open(int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape) => new Selected(set, members, shape);

    private sealed class Selected(IDataSet set, int[]? members, IReadOnlyList<int> shape) : IDataSet
    {
        public int Count => members?.Length ?? set.Count;

        public IReadOnlyList<int> InputShape => shape;

        public DataSummary? Summary => set.Summary;

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination) => set.ReadInputs(Of(indices), destination);

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination) => set.ReadTargets(Of(indices), destination);

        private ReadOnlySpan<int> Of(ReadOnlySpan<int> indices)
        {
            if (members is null)
            {
                return indices;
            }

            var own = new int[indices.Length];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = members[indices[i]];
            }

            return own;
        }
    }
}
