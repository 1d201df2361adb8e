using System.Reflection;
using System.Runtime.Loader;

namespace OrleansFederation.Plugins;

/// <summary>The assemblies of one plugin, apart from those of others. What the platform itself has, contracts above all, is shared with it: a type must be one type on both sides.</summary>
/// <param name="path">The plugin's assembly in its private copy.</param>
internal sealed class PluginContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] Shared = ["OrleansFederation.", "Orleans.", "TorchSharp"];

    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        !Shared.Any(prefix => assemblyName.Name!.StartsWith(prefix, StringComparison.Ordinal)) && _resolver.ResolveAssemblyToPath(assemblyName) is { } own
            ? LoadFromAssemblyPath(own)
            : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } own ? LoadUnmanagedDllFromPath(own) : 0;
}
