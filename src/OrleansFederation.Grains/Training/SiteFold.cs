using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>Folds frozen updates of a site into one partial sum, in the order given, with memory for five vectors whatever the number of clients.</summary>
internal sealed class SiteFold(IUpdateStore updates, IArtifactStore artifacts)
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
        foreach (var contribution in order.Contributions)
        {
            var key = new TaskKey(TaskKind.Train, order.Federation, order.Round, contribution.Client, contribution.Attempt);
            if (await updates.ReadAsync(order.Site, key, contribution.Update, cancellationToken) is { } file)
            {
                sum.Add(Safetensors.ViewMemory(layout, file, $"the update of client {contribution.Client}"), contribution.Weight);
            }
            else
            {
                lost.Add(contribution.Client);
            }
        }

        return lost.Count == 0
            ? new(await artifacts.WriteTransientAsync(MemoryMarshal.AsBytes(sum.Finish().AsSpan()).ToArray(), cancellationToken), [])
            : new(null, lost);
    }
}
