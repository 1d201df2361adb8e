using System.Text.Json.Nodes;

namespace OrleansFederation.Kubernetes;

/// <summary>Names and what refers to them.</summary>
internal static class ResourceNames
{
    /// <summary>Puts everything into a namespace, whose own object takes its name.</summary>
    public static void SetNamespace(List<Resource> resources, string space)
    {
        foreach (var resource in resources)
        {
            if (resource.Kind == "Namespace")
            {
                resource.Name = space;
            }
            else
            {
                resource.Metadata["namespace"] = space;
            }
        }
    }

    /// <summary>Puts a prefix and a suffix around names.</summary>
    public static void Rename(List<Resource> resources, string prefix, string suffix)
    {
        if (prefix.Length + suffix.Length > 0)
        {
            Rename(resources, resource => resource.Kind == "Namespace" ? resource.Name : prefix + resource.Name + suffix);
        }
    }

    /// <summary>Puts the hash of generated maps behind their names.</summary>
    public static void Hash(List<Resource> resources) =>
        Rename(resources, resource => resource.Hashed ? $"{resource.Name}-{ConfigMaps.Hash(resource)}" : resource.Name);

    /// <summary>Every place in an object that names another: the kind it names, and the object that holds the name under a key.</summary>
    public static IEnumerable<(string Kind, JsonObject Holder, string Key)> References(Resource resource)
    {
        var spec = resource.Tree["spec"] as JsonObject;
        if (resource.Kind == "StatefulSet")
        {
            yield return ("Service", spec!, "serviceName");
        }

        if (resource.Kind == "HorizontalPodAutoscaler" && spec?["scaleTargetRef"] is JsonObject target)
        {
            yield return (Resource.Text(target["kind"]), target, "name");
        }

        foreach (var container in resource.Containers)
        {
            foreach (var source in Resource.List(container["envFrom"]).Concat(Resource.List(container["env"]).Select(variable => variable["valueFrom"]).OfType<JsonObject>()))
            {
                foreach (var (key, kind) in ((string, string)[])[("configMapRef", "ConfigMap"), ("secretRef", "Secret"), ("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")])
                {
                    if (source[key] is JsonObject named)
                    {
                        yield return (kind, named, "name");
                    }
                }
            }
        }

        foreach (var volume in Resource.List(resource.PodSpec?["volumes"]))
        {
            if (volume["configMap"] is JsonObject map)
            {
                yield return ("ConfigMap", map, "name");
            }

            if (volume["secret"] is JsonObject secret)
            {
                yield return ("Secret", secret, "secretName");
            }

            if (volume["persistentVolumeClaim"] is JsonObject claim)
            {
                yield return ("PersistentVolumeClaim", claim, "claimName");
            }

            foreach (var source in Resource.List(volume["projected"]?["sources"]))
            {
                foreach (var (key, kind) in ((string, string)[])[("configMap", "ConfigMap"), ("secret", "Secret")])
                {
                    if (source[key] is JsonObject named)
                    {
                        yield return (kind, named, "name");
                    }
                }
            }
        }
    }

    private static void Rename(List<Resource> resources, Func<Resource, string> rename)
    {
        var names = resources.ToDictionary(resource => (resource.Kind, resource.Name), rename);
        foreach (var resource in resources)
        {
            foreach (var (kind, holder, key) in References(resource))
            {
                if (names.TryGetValue((kind, Resource.Text(holder[key])), out var name))
                {
                    holder[key] = name;
                }
            }
        }

        foreach (var resource in resources)
        {
            resource.Name = names[(resource.Kind, resource.Name)];
        }
    }
}
