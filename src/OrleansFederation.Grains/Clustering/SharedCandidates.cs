using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Clustering;

/// <summary>The clusters' parameters among which a client chooses, each held once for all clients of the site that do.</summary>
/// <param name="shared">Where they are held.</param>
/// <param name="candidates">The clusters.</param>
/// <param name="layout">The model's layout.</param>
internal sealed class SharedCandidates(SharedParameters shared, IReadOnlyList<ClusterCandidate> candidates, ParameterLayout layout) : IDisposable
{
    private readonly SharedParameters.Use[] _uses = [.. candidates.Select(candidate => shared.Enter(candidate.Model))];

    /// <summary>Reads them.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The parameters, in the order of the clusters; empty where there is nothing to choose.</returns>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> ReadAsync(CancellationToken cancellationToken)
    {
        List<ReadOnlyMemory<float>> read = [];
        foreach (var (use, candidate) in _uses.Zip(candidates))
        {
            read.Add(Safetensors.ViewMemory(layout, await use.ReadAsync(cancellationToken), $"the parameters {candidate.Model.Digest}"));
        }

        return read;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var use in _uses)
        {
            use.Dispose();
        }
    }
}
