using System.Text.Json.Nodes;

namespace OrleansFederation.Kubernetes;

/// <summary>Kustomize's labels: on objects, on what they make, and in what they select.</summary>
internal static class ResourceLabels
{
    /// <summary>Adds the labels of one entry.</summary>
    public static void Add(JsonObject entry, List<Resource> resources)
    {
        Kustomization.Demand(entry, "labels", "pairs", "includeSelectors", "includeTemplates");
        var pairs = (JsonObject)entry["pairs"]!;
        var selectors = entry["includeSelectors"]?.GetValue<bool>() == true;
        var templates = selectors || entry["includeTemplates"]?.GetValue<bool>() == true;
        foreach (var resource in resources)
        {
            Put(resource.Metadata, "labels", pairs);
            if (templates && resource.PodTemplate is { } template)
            {
                Put(Child(template, "metadata"), "labels", pairs);
                foreach (var claim in Resource.List(resource.Tree["spec"]!["volumeClaimTemplates"]))
                {
                    Put(Child(claim, "metadata"), "labels", pairs);
                }
            }

            if (selectors)
            {
                Select(resource, pairs);
            }
        }
    }

    private static void Select(Resource resource, JsonObject pairs)
    {
        var spec = resource.Tree["spec"] as JsonObject;
        switch (resource.Kind)
        {
            case "Service":
                Put(spec!, "selector", pairs);
                break;
            case "Deployment" or "StatefulSet":
                Put(Child(spec!, "selector"), "matchLabels", pairs);
                foreach (var constraint in Resource.List(resource.PodSpec!["topologySpreadConstraints"]))
                {
                    PutIfThere(constraint["labelSelector"]);
                }

                break;
            case "PodDisruptionBudget":
                PutIfThere(spec!["selector"]);
                break;
            case "ConfigMap" or "HorizontalPodAutoscaler" or "Namespace":
                break;
            default:
                throw new ManifestException($"labels: the renderer does not know what {resource.Kind} selects");
        }

        void PutIfThere(JsonNode? selector)
        {
            if (selector is JsonObject there && there["matchLabels"] is JsonObject)
            {
                Put(there, "matchLabels", pairs);
            }
        }
    }

    private static void Put(JsonObject holder, string key, JsonObject pairs)
    {
        var labels = Child(holder, key);
        foreach (var (name, value) in pairs)
        {
            labels[name] = value!.DeepClone();
        }
    }

    private static JsonObject Child(JsonObject holder, string key)
    {
        if (holder[key] is not JsonObject child)
        {
            child = [];
            holder[key] = child;
        }

        return child;
    }
}
