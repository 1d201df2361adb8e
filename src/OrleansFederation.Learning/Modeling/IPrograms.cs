using OrleansFederation.Plugins;

namespace OrleansFederation.Modeling;

/// <summary>Loads models that are programs, of files or of plugins. Loading runs code of whoever made the file: only in a process of a task, or for who asks on their own machine.</summary>
public interface IPrograms
{
    /// <summary>Loads a TorchScript file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="Errors.FederationException">FED1090.</exception>
    IProgram Load(ReadOnlyMemory<byte> file, string place);

    /// <summary>Makes the model of a plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="Errors.FederationException">FED1090; FED3040, FED3044.</exception>
    IProgram Make(PluginSpec plugin, string place);
}
