using OrleansFederation.Aggregation;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Clustering;

/// <summary>Divides the contributors of a joint round among clusters by their frozen updates, which are read once in blocks: it follows from them alone.</summary>
internal sealed class ClusterDivision(RoundContext context)
{
    private const int AllBlocks = 1 << 24;
    private const int LeastBlock = 1 << 12;
    private const int LongestBlock = UpdatePiece.LargestLength / sizeof(float);

    /// <summary>Divides them.</summary>
    /// <param name="contributions">The contributions in ordinal order.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The cluster of each contributor, from 1; null where updates are lost.</returns>
    /// <exception cref="Errors.FederationException">FED3012; FED3021.</exception>
    public async Task<(IReadOnlyDictionary<string, int>? Members, IReadOnlyList<string> Lost)> TryAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within, CancellationToken cancellationToken)
    {
        var blockLength = Math.Clamp(AllBlocks / contributions.Count, LeastBlock, LongestBlock);
        using UpdatePass pass = new(context, contributions, blockLength, within);
        var sums = new DistanceSums(contributions.Count);
        if (!await pass.TryAllAsync(blocks => sums.Add(blocks, Environment.ProcessorCount), cancellationToken))
        {
            return (null, pass.Lost);
        }

        var distances = sums.ToDistances();
        NormCheck.Require(context, contributions, distances.Norms);
        var clusters = await Task.Run(() => SimilarityClusters.Of(distances, context.Spec.Clusters!.Count), cancellationToken);
        return (contributions.Select((pair, i) => (pair.Contribution.Client, Cluster: clusters[i])).ToDictionary(pair => pair.Client, pair => pair.Cluster, StringComparer.Ordinal), []);
    }
}
