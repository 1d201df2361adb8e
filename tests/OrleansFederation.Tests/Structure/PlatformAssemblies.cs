using System.Reflection;

namespace OrleansFederation.Structure;

/// <summary>The platform's assemblies that this test project references.</summary>
internal static class PlatformAssemblies
{
    /// <summary>Those without the composition root, the stores and the console, which the cluster tests reference.</summary>
    public static IReadOnlyList<Assembly> All { get; } =
        [.. new[] { "Abstractions", "Learning", "Training", "Inference", "Grains", "Client" }.Select(name => Assembly.Load($"OrleansFederation.{name}"))];
}
