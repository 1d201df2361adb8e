using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>Examples that a plugin gives, held to what a data set promises. Safe for concurrent readers, as the plugin's set must be.</summary>
/// <param name="plugin">The plugin, for messages.</param>
/// <param name="inner">What it gave.</param>
/// <param name="mayMiss">Whether an input may be NaN for a value that is missing.</param>
public sealed class PluginSet(PluginSpec plugin, IDataSet inner, bool mayMiss = false) : IDataSet
{
    /// <inheritdoc/>
    public int Count { get; } = IPlugins.Call(plugin, () => inner.Count) is >= 0 and var count
        ? count
        : throw FederationErrors.PluginFailed.Exception($"the plugin {plugin.Name}", "its data set has fewer than no examples");

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; } = IPlugins.Call(plugin, () => inner.InputShape) is { Count: > 0 } shape && shape.All(size => size > 0)
        ? [.. shape]
        : throw FederationErrors.PluginFailed.Exception($"the plugin {plugin.Name}", "its data set has inputs of no shape, or of one with sizes below 1");

    /// <inheritdoc/>
    public DataSummary? Summary { get; } = IPlugins.Call(plugin, () => inner.Summary);

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        try
        {
            // What is not written would be what was read before: an infinity shows it.
            destination.Fill(float.PositiveInfinity);
            inner.ReadInputs(indices, destination);
        }
        catch (Exception fault) when (IPlugins.IsOwn(fault))
        {
            throw IPlugins.Failed(plugin, fault);
        }

        foreach (var input in destination)
        {
            if (!float.IsFinite(input) && !(mayMiss && float.IsNaN(input)))
            {
                throw FederationErrors.PluginFailed.Exception($"the plugin {plugin.Name}", "an input was left out, or is not finite");
            }
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        try
        {
            destination.Fill(float.NaN);
            inner.ReadTargets(indices, destination);
        }
        catch (Exception fault) when (IPlugins.IsOwn(fault))
        {
            throw IPlugins.Failed(plugin, fault);
        }

        foreach (var target in destination)
        {
            if (!float.IsFinite(target))
            {
                throw FederationErrors.PluginFailed.Exception($"the plugin {plugin.Name}", "a target was left out, or is not finite");
            }
        }
    }
}
