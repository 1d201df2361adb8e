using System.Reflection;
using OrleansFederation.Registry;

namespace OrleansFederation.Clustering;

/// <summary>The real registry, which fails once before it publishes what a test says.</summary>
public class BreakingRegistry : DispatchProxy
{
    private IRegistryStore? _real;
    private Func<VersionManifest, bool> _breaks = static _ => false;
    private int _broken;

    /// <summary>Wraps a registry.</summary>
    public static IRegistryStore Around(IRegistryStore real, Func<VersionManifest, bool> breaks)
    {
        var registry = Create<IRegistryStore, BreakingRegistry>();
        ((BreakingRegistry)(object)registry)._real = real;
        ((BreakingRegistry)(object)registry)._breaks = breaks;
        return registry;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IRegistryStore.PublishAsync) && _breaks(((Publication)args![0]!).Manifest) && Interlocked.Exchange(ref _broken, 1) == 0
            ? Task.FromException<VersionManifest>(new InvalidOperationException("the test says so"))
            : targetMethod.Invoke(_real, args);
}
