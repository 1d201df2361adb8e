using System.Reflection;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>The plugins of a task, loaded from private copies.</summary>
public sealed class LoadedPlugins : IPlugins
{
    private readonly Dictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);

    /// <summary>Loads assemblies.</summary>
    /// <param name="files">The plugins' assemblies by the digests of their folders.</param>
    /// <exception cref="FederationException">FED1081.</exception>
    public LoadedPlugins(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (digest, file) in files)
        {
            try
            {
                _assemblies[digest] = new PluginContext(file).LoadFromAssemblyPath(file);
            }
            catch (Exception fault) when (fault is IOException or BadImageFormatException)
            {
                throw new FederationException(FederationErrors.PluginUnusable.At(Path.GetFileName(file), fault.Message), fault);
            }
        }
    }

    /// <inheritdoc/>
    public T Make<T>(PluginSpec plugin)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(plugin);
        if (!_assemblies.TryGetValue(plugin.Digest, out var assembly))
        {
            throw FederationErrors.PluginOutside.Exception($"the plugin {plugin.Name}", "it is not loaded in this process");
        }

        Type[] types;
        try
        {
            types = assembly.GetExportedTypes();
        }
        catch (Exception fault) when (fault is TypeLoadException or IOException or ReflectionTypeLoadException)
        {
            throw new FederationException(FederationErrors.PluginUnusable.At($"the plugin {plugin.Name}", fault.Message), fault);
        }

        var named = types.Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).Select(type => (Type: type, type.GetCustomAttribute<PluginAttribute>()?.Name)).ToList();
        var found = named.Where(each => each.Name == plugin.Name).Select(each => each.Type).ToList();
        return found switch
        {
            [var type] when type.GetConstructor(Type.EmptyTypes) is { } constructor => IPlugins.Call(plugin, () => (T)constructor.Invoke(null)),
            [_] => throw FederationErrors.PluginUnusable.Exception($"the plugin {plugin.Name}", "its class has no public constructor without parameters"),
            _ => throw FederationErrors.PluginUnusable.Exception(
                $"the plugin {plugin.Name}",
                $"{found.Count} public classes with [Plugin(\"{plugin.Name}\")] are an {typeof(T).Name}",
                $"Of this kind it has {(named.Count == 0 ? "none" : string.Join(", ", named.Select(each => each.Name ?? $"{each.Type.Name} without [Plugin(…)]").Order(StringComparer.Ordinal)))}."),
        };
    }
}
