using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansFederation.Kubernetes;

/// <summary>Kustomize's patches: strategic merges, and operations by path (RFC 6902).</summary>
internal static class Patches
{
    // Lists whose items are told apart by a key; all other lists that patches may name are replaced.
    private static readonly Dictionary<string, string> MergeKeys = new()
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["volumes"] = "name",
        ["env"] = "name",
        ["volumeMounts"] = "mountPath",
    };

    private static readonly string[] Replaced = ["args", "command", "egress", "ingress", "envFrom", "drop", "sources", "metrics", "policyTypes"];

    /// <summary>Applies one entry of a kustomization.</summary>
    public static void Apply(JsonObject entry, string folder, List<Resource> resources)
    {
        Kustomization.Demand(entry, "patches", "path", "patch", "target");
        var (text, place) = Resource.Text(entry["path"]) is { Length: > 0 } path
            ? (File.ReadAllText(Path.Combine(folder, path)), path)
            : (Resource.Text(entry["patch"]), "an inline patch");
        if (text.TrimStart().StartsWith('-'))
        {
            var operations = Resource.List(YamlTree.Read("operations:\n" + text, place).Single()["operations"]).ToList();
            foreach (var resource in Targets(entry["target"] as JsonObject ?? throw new ManifestException($"{place}: operations need a target")))
            {
                operations.ForEach(operation => Operate(resource.Tree, operation, place));
            }

            return;
        }

        foreach (var patch in YamlTree.Read(text, place))
        {
            var named = entry["target"] as JsonObject ?? new JsonObject { ["kind"] = patch["kind"]!.DeepClone(), ["name"] = patch["metadata"]!["name"]!.DeepClone() };
            foreach (var resource in Targets(named))
            {
                if (Resource.Text(patch["$patch"]) == "delete")
                {
                    resources.Remove(resource);
                }
                else
                {
                    Merge(resource.Tree, patch, place);
                }
            }
        }

        List<Resource> Targets(JsonObject target) => resources.Where(resource => resource.Fits(target)).ToList() is { Count: > 0 } found
            ? found
            : throw new ManifestException($"{place}: nothing is {target.ToJsonString()}");
    }

    private static void Merge(JsonObject into, JsonObject patch, string place)
    {
        foreach (var (key, value) in patch)
        {
            if (key.StartsWith('$'))
            {
                throw new ManifestException($"{place}: the renderer does not know {key} there");
            }

            if (value is null)
            {
                into.Remove(key);
            }
            else if (value is JsonObject child && into[key] is JsonObject known)
            {
                Merge(known, child, place);
            }
            else if (value is JsonArray items && MergeKeys.TryGetValue(key, out var name))
            {
                MergeItems(into, key, items, name, place);
            }
            else if (value is JsonArray && !Replaced.Contains(key))
            {
                throw new ManifestException($"{place}: the renderer does not know how the list {key} is merged");
            }
            else
            {
                into[key] = value.DeepClone();
            }
        }
    }

    private static void MergeItems(JsonObject into, string key, JsonArray items, string name, string place)
    {
        // What the patch names comes first, in its order.
        var known = Resource.List(into[key]).Select(item => (JsonObject)item.DeepClone()).ToList();
        var list = new JsonArray();
        foreach (var item in Resource.List(items))
        {
            var there = known.FirstOrDefault(one => JsonNode.DeepEquals(one[name], item[name]));
            if (there is null)
            {
                list.Add(item.DeepClone());
                continue;
            }

            known.Remove(there);
            Merge(there, item, place);
            list.Add(there);
        }

        known.ForEach(list.Add);
        into[key] = list;
    }

    private static void Operate(JsonObject tree, JsonObject operation, string place)
    {
        Kustomization.Demand(operation, place, "op", "path", "value");
        var steps = Resource.Text(operation["path"]).Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        JsonNode holder = tree;
        foreach (var step in steps[..^1])
        {
            holder = (holder is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)] : holder[step])
                ?? throw new ManifestException($"{place}: there is no {Resource.Text(operation["path"])}");
        }

        var (last, value, kind) = (steps[^1], operation["value"]?.DeepClone(), Resource.Text(operation["op"]));
        switch (holder, kind)
        {
            case (JsonArray list, "add") when last == "-":
                list.Add(value);
                break;
            case (JsonArray list, "add"):
                list.Insert(int.Parse(last, CultureInfo.InvariantCulture), value);
                break;
            case (JsonArray list, "replace"):
                list[int.Parse(last, CultureInfo.InvariantCulture)] = value;
                break;
            case (JsonArray list, "remove"):
                list.RemoveAt(int.Parse(last, CultureInfo.InvariantCulture));
                break;
            case (JsonObject map, "add"):
                map[last] = value;
                break;
            case (JsonObject map, "replace") when map.ContainsKey(last):
                map[last] = value;
                break;
            case (JsonObject map, "remove") when map.Remove(last):
                break;
            default:
                throw new ManifestException($"{place}: cannot {kind} {Resource.Text(operation["path"])}");
        }
    }
}
