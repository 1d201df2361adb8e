using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>Folds frozen updates of a site into one partial sum, in the order given, with memory for five vectors whatever the number of clients.</summary>
internal sealed class SiteFold(IUpdateStore updates, IArtifactStore artifacts, TimeProvider clock)
{
    /// <summary>Folds.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels the fold between two updates.</param>
    /// <returns>The partial sum, or which updates are lost.</returns>
    public async Task<FoldResult> FoldAsync(FoldOrder order, CancellationToken cancellationToken)
    {
        var layout = ModelPlans.Of(SpecReader.FromCanonical(order.Spec).Model).Layout;
        var sum = new WeightedSum<float>(layout.Length, Environment.ProcessorCount);
        List<string> lost = [];
        var began = clock.GetTimestamp();
        foreach (var group in order.Contributions.Chunk(WeightedSum<float>.Group))
        {
            // A group is read at once, since the sum holds that many anyway; it is added in order.
            var files = await Task.WhenAll(group.Select(contribution => updates.ReadAsync(order.Site, Key(order, contribution), contribution.Update, cancellationToken)));
            foreach (var (contribution, file) in group.Zip(files))
            {
                if (file is { } found)
                {
                    sum.Add(Safetensors.ViewMemory(layout, found, $"the update of client {contribution.Client}"), contribution.Weight);
                }
                else
                {
                    lost.Add(contribution.Client);
                }
            }
        }

        AggregationInstruments.Fold(order.Contributions.Sum(contribution => contribution.Update.Length), lost.Count, clock.GetElapsedTime(began));
        return lost.Count == 0
            ? new(await artifacts.WriteTransientAsync(MemoryMarshal.AsBytes(sum.Finish().AsSpan()).ToArray(), cancellationToken), [])
            : new(null, lost);
    }

    private static TaskKey Key(FoldOrder order, Contribution contribution) =>
        new(TaskKind.Train, order.Federation, order.Round, contribution.Client, contribution.Attempt);
}
