using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Plugins;

namespace OrleansFederation.Training;

/// <summary>Counts the figures of plugins over a site's examples. The model runs once more for them: what the platform itself counts does not depend on them.</summary>
internal sealed class SiteMetrics(IModelRunner runner, IPlugins plugins)
{
    private const int RowsAtOnce = 256;
    private const int MostFigures = 100;

    /// <summary>Counts.</summary>
    /// <param name="metrics">The plugins, at least one.</param>
    /// <param name="onnx">The model.</param>
    /// <param name="data">The examples.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The sums of all of their figures, in the order of names.</returns>
    /// <exception cref="FederationException">FED3040 where a plugin throws, or gives figures that are none.</exception>
    public async Task<IReadOnlyList<OwnSums>> CountAsync(IReadOnlyList<PluginSpec> metrics, ArtifactRef onnx, IDataSet data, CancellationToken cancellationToken)
    {
        var counts = metrics.Select(metric =>
        {
            var made = plugins.Make<IMetricPlugin>(metric);
            return (Metric: metric, Count: IPlugins.Call(metric, () => made.Begin(new(metric.Options))));
        }).ToList();
        var width = data.InputShape.Aggregate(1, (product, size) => product * size);
        var inputs = new float[Math.Min(RowsAtOnce, data.Count) * width];
        for (var done = 0; done < data.Count; done += RowsAtOnce)
        {
            var rows = Enumerable.Range(done, Math.Min(RowsAtOnce, data.Count - done)).ToArray();
            var targets = new float[rows.Length];
            data.ReadInputs(rows, inputs.AsSpan(0, rows.Length * width));
            data.ReadTargets(rows, targets);
            var outputs = await runner.RunAsync(onnx, inputs.AsMemory(0, rows.Length * width), cancellationToken);
            foreach (var (metric, count) in counts)
            {
                IPlugins.Call(metric, () =>
                {
                    count.Add(outputs.Values, targets);
                    return true;
                });
            }
        }

        return [.. counts.SelectMany(each => Sums(each.Metric, IPlugins.Call(each.Metric, each.Count.Sums))).OrderBy(sums => sums.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<OwnSums> Sums(PluginSpec metric, IReadOnlyList<MetricSum> sums)
    {
        var fault = sums.Count is 0 or > MostFigures ? $"it gives {sums.Count} figures"
            : sums.FirstOrDefault(sum => !Names.IsValid(sum.Name)) is { } unnamed ? $"'{unnamed.Name}' is no name of a figure"
            : sums.DistinctBy(sum => sum.Name, StringComparer.Ordinal).Count() < sums.Count ? "two of its figures have one name"
            : sums.FirstOrDefault(sum => !double.IsFinite(sum.Numerator) || !double.IsFinite(sum.Denominator)) is { } infinite ? $"the sums of {infinite.Name} are not finite"
            : null;
        return fault is null
            ? sums.Select(sum => new OwnSums($"{metric.Name}.{sum.Name}", sum.Numerator, sum.Denominator))
            : throw FederationErrors.PluginFailed.Exception($"the plugin {metric.Name}", fault);
    }
}
