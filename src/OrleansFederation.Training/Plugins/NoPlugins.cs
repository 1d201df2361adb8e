using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>What a silo has of plugins: none. They are loaded in the process of a task.</summary>
internal sealed class NoPlugins : IPlugins
{
    /// <inheritdoc/>
    public T Make<T>(PluginSpec plugin)
        where T : class => throw FederationErrors.PluginOutside.Exception($"the plugin {plugin.Name}", "this process loads no plugins");
}
