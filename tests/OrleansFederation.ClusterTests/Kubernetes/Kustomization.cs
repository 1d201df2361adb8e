using System.Text.Json.Nodes;

namespace OrleansFederation.Kubernetes;

/// <summary>
/// Renders the part of kustomize that the manifests use, so that their tests need no program. A key that it does not know is an error;
/// where kubectl is installed a test holds its output against this.
/// </summary>
internal static class Kustomization
{
    private static readonly string[] Keys =
    [
        "apiVersion", "kind", "namespace", "namePrefix", "nameSuffix", "labels", "resources", "components", "configMapGenerator", "images", "patches", "replicas",
    ];

    /// <summary>Renders a folder.</summary>
    public static IReadOnlyList<Resource> Render(string folder)
    {
        var resources = Accumulate(folder, []);
        ResourceNames.Hash(resources);
        foreach (var twins in resources.GroupBy(resource => resource.ToString()).Where(twins => twins.Count() > 1))
        {
            throw new ManifestException($"{folder}: {twins.Key} is there {twins.Count()} times");
        }

        return resources;
    }

    private static List<Resource> Accumulate(string folder, List<Resource> resources)
    {
        var place = Path.Combine(folder, "kustomization.yaml");
        var kustomization = YamlTree.ReadFile(place).Single();
        if (kustomization.Select(pair => pair.Key).Except(Keys).FirstOrDefault() is { } unknown)
        {
            throw new ManifestException($"{place}: the renderer does not know {unknown}");
        }

        foreach (var path in Paths(kustomization["resources"]))
        {
            resources.AddRange(Directory.Exists(path) ? Accumulate(path, []) : YamlTree.ReadFile(path).Select(tree => new Resource(tree)));
        }

        foreach (var path in Paths(kustomization["components"]))
        {
            Accumulate(path, resources);
        }

        foreach (var map in Resource.List(kustomization["configMapGenerator"]))
        {
            ConfigMaps.Generate(map, folder, resources);
        }

        // The order is kustomize's.
        foreach (var patch in Resource.List(kustomization["patches"]))
        {
            Patches.Apply(patch, folder, resources);
        }

        if (Resource.Text(kustomization["namespace"]) is { Length: > 0 } space)
        {
            ResourceNames.SetNamespace(resources, space);
        }

        ResourceNames.Rename(resources, Resource.Text(kustomization["namePrefix"]), Resource.Text(kustomization["nameSuffix"]));
        foreach (var label in Resource.List(kustomization["labels"]))
        {
            ResourceLabels.Add(label, resources);
        }

        foreach (var count in Resource.List(kustomization["replicas"]))
        {
            Demand(count, "replicas", "name", "count");
            var scaled = resources.Single(resource => resource.Kind is "Deployment" or "StatefulSet" && resource.Name == Resource.Text(count["name"]));
            scaled.Tree["spec"]!["replicas"] = count["count"]!.DeepClone();
        }

        foreach (var image in Resource.List(kustomization["images"]))
        {
            Demand(image, "images", "name", "newName", "newTag", "digest");
            SetImage(image, resources);
        }

        return resources;

        IEnumerable<string> Paths(JsonNode? list) => (list as JsonArray ?? []).Select(path => Path.GetFullPath(Path.Combine(folder, Resource.Text(path))));
    }

    /// <summary>Refuses keys that are not known.</summary>
    public static void Demand(JsonObject node, string place, params string[] keys)
    {
        if (node.Select(pair => pair.Key).Except(keys).FirstOrDefault() is { } unknown)
        {
            throw new ManifestException($"{place}: the renderer does not know {unknown}");
        }
    }

    private static void SetImage(JsonObject image, List<Resource> resources)
    {
        var name = Resource.Text(image["name"]);
        foreach (var container in resources.SelectMany(resource => resource.Containers))
        {
            var parts = Resource.Text(container["image"]).Split(':', 2);
            if (parts[0] != name)
            {
                continue;
            }

            var tag = Resource.Text(image["digest"]) is { Length: > 0 } digest ? "@" + digest
                : Resource.Text(image["newTag"]) is { Length: > 0 } newTag ? ":" + newTag
                : parts.Length > 1 ? ":" + parts[1] : "";
            container["image"] = (Resource.Text(image["newName"]) is { Length: > 0 } newName ? newName : name) + tag;
        }
    }
}
