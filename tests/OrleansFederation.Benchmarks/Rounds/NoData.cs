using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>One example for every client, of nothing.</summary>
internal sealed class NoData : IDataSource, IDataSet
{
    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; } = [1, 28, 28];

    /// <inheritdoc/>
    public Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken) => Task.FromResult<IDataSet>(this);

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination) => destination.Clear();

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination) => destination.Clear();
}
