using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using OrleansFederation.Randomness;
using OrleansFederation.Tables;

namespace OrleansFederation.Data;

/// <summary>Opens what a plugin gives as a source like any other: its parts are divided among simulated clients as those of files are.</summary>
/// <param name="plugins">What makes it.</param>
internal sealed class PluginSource(IPlugins plugins)
{
    /// <summary>Opens the parts.</summary>
    /// <param name="data">The plugin, and the columns of its rows where the spec declares some.</param>
    /// <param name="seed">The federation's seed.</param>
    /// <param name="client">The client's id; null for data that simulated clients share.</param>
    /// <param name="classes">Whether targets are classes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED3040, FED3044, FED1025, FED1029.</exception>
    public ExampleSource Open(DataSpec data, long seed, string? client, bool classes, CancellationToken cancellationToken)
    {
        var plugin = data.Plugin!;
        int? width = data.Columns is null ? null : TableColumns.Inputs(data).Count();
        var made = plugins.Make<IDataSetPlugin>(plugin);
        var id = client is null ? 0 : (long)WordIndex.Hash(Encoding.UTF8.GetBytes(client));
        DataSetRequest request = new(client, SeededRandom.Derive(seed, "plugin", id), new(plugin.Options));
        return new(
            Part(DataPart.Train) ?? throw FederationErrors.EmptySplit.Exception($"the plugin {plugin.Name}", "it gives no part for training"),
            Part(DataPart.Validation),
            Part(DataPart.Test));

        ExamplePart? Part(DataPart part)
        {
            if (IPlugins.Call(plugin, () => made.Open(part, request, cancellationToken)) is not { } given)
            {
                return null;
            }

            var set = new PluginSet(plugin, given, mayMiss: width is not null);
            return width is null || set.InputShape is [var own] && own == width
                ? new(new PluginStore(set, classes), null)
                : throw FederationErrors.ColumnsDiffer.Exception($"the plugin {plugin.Name}", $"its rows have the shape {LayerShape.Text(set.InputShape)}, but the spec declares {width} inputs");
        }
    }
}
