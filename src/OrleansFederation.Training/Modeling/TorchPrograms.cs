using OrleansFederation.Plugins;

namespace OrleansFederation.Modeling;

/// <summary>Loads programs by TorchSharp.</summary>
/// <param name="plugins">What makes plugins.</param>
internal sealed class TorchPrograms(IPlugins plugins) : IPrograms
{
    /// <inheritdoc/>
    public IProgram Load(ReadOnlyMemory<byte> file, string place) => TorchProgram.Load(file, place);

    /// <inheritdoc/>
    public IProgram Make(PluginSpec plugin, string place) => TorchProgram.Of(plugin, plugins, place);
}
