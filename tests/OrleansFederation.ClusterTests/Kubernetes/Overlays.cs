using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Kubernetes;

/// <summary>What is under <c>k8s</c>.</summary>
internal static partial class Overlays
{
    /// <summary>The overlays by name, for theories.</summary>
    public static TheoryData<string> Names { get; } =
        [.. Directory.GetDirectories(RepositoryFolder.Of("k8s", "overlays")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>The overlays, and what else is applied.</summary>
    public static TheoryData<string> Applied { get; } = [.. Names.Select(row => row.Data), "first-run"];

    /// <summary>The folder of an overlay, or of what else is applied.</summary>
    public static string Folder(string name) => name == "first-run" ? RepositoryFolder.Of("k8s", name) : RepositoryFolder.Of("k8s", "overlays", name);

    /// <summary>An overlay, rendered.</summary>
    public static IReadOnlyList<Resource> Render(string name) => Kustomization.Render(Folder(name));

    /// <summary>What the README says is to be created by hand: its kind, its name, and its keys.</summary>
    public static IReadOnlyDictionary<(string Kind, string Name), string[]> ToBeCreated { get; } =
        Row().Matches(File.ReadAllText(RepositoryFolder.Of("k8s", "README.md"))).ToDictionary(
            row => (row.Groups[1].Value, row.Groups[2].Value),
            row => Key().Matches(row.Groups[3].Value).Select(key => key.Groups[1].Value).ToArray());

    [GeneratedRegex(@"^\| (Secret|ConfigMap|PersistentVolumeClaim) `([^`]+)` \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Key();
}
