using System.Buffers;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Plugins;

/// <summary>Rows that a plugin makes a model's input of. Safe for concurrent readers, as the plugin's transform must be.</summary>
public sealed class TransformedSet : IDataSet
{
    private readonly PluginSpec _plugin;
    private readonly IDataSet _rows;
    private readonly IRowTransform _transform;
    private readonly int _width;

    /// <summary>Begins.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="plugins">What makes it.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="input">The shape that the model takes.</param>
    /// <exception cref="FederationException">FED1005 where the features have another shape; FED3040.</exception>
    public TransformedSet(PluginSpec plugin, IPlugins plugins, IDataSet rows, IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(rows);
        (_plugin, _rows) = (plugin, rows);
        var made = plugins.Make<IPreprocessingPlugin>(plugin);
        _transform = IPlugins.Call(plugin, () => made.Begin(rows.InputShape, new(plugin.Options)));
        InputShape = IPlugins.Call(plugin, () => _transform.OutputShape.ToArray());
        _width = rows.InputShape.Aggregate(1, (product, size) => product * size);
        if (!InputShape.SequenceEqual(input))
        {
            throw FederationErrors.ShapeMismatch.Exception("model.input", $"the model takes {LayerShape.Text(input)}, but the plugin {plugin.Name} makes {LayerShape.Text(InputShape)} of rows of {LayerShape.Text(rows.InputShape)}", $"Write input: {LayerShape.Text(InputShape)}.");
        }
    }

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; }

    /// <inheritdoc/>
    public DataSummary? Summary => _rows.Summary;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        var length = indices.Length * _width;
        var rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            _rows.ReadInputs(indices, rented.AsSpan(0, length));
            destination.Fill(float.NaN);
            _transform.Transform(rented.AsSpan(0, length), destination);
        }
        catch (Exception fault) when (IPlugins.IsOwn(fault) && fault is not FederationException)
        {
            throw IPlugins.Failed(_plugin, fault);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }

        foreach (var feature in destination)
        {
            if (!float.IsFinite(feature))
            {
                throw FederationErrors.PluginFailed.Exception($"the plugin {_plugin.Name}", "a feature was left out, or is not finite");
            }
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination) => _rows.ReadTargets(indices, destination);
}
