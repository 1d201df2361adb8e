using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansFederation.Kubernetes;

/// <summary>Kustomize's generator of config maps, and the hash of a map's content that becomes part of its name.</summary>
internal static class ConfigMaps
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Generates a map, or adds to one that is there.</summary>
    public static void Generate(JsonObject generator, string folder, List<Resource> resources)
    {
        Kustomization.Demand(generator, "configMapGenerator", "name", "behavior", "literals", "files");
        var name = Resource.Text(generator["name"]);
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var literal in (generator["literals"] as JsonArray ?? []).Select(Resource.Text))
        {
            var equals = literal.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !data.TryAdd(literal[..equals], literal[(equals + 1)..]))
            {
                throw new ManifestException($"the map {name}: '{literal}' is no NAME=VALUE, or is there twice");
            }
        }

        foreach (var file in (generator["files"] as JsonArray ?? []).Select(Resource.Text))
        {
            data.Add(Path.GetFileName(file), File.ReadAllText(Path.Combine(folder, file)));
        }

        switch (Resource.Text(generator["behavior"]))
        {
            case "" or "create":
                resources.Add(new(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["metadata"] = new JsonObject { ["name"] = name },
                    ["data"] = new JsonObject(data.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
                })
                { Hashed = true });
                break;
            case "merge":
                var merged = (JsonObject)resources.Single(resource => resource.Kind == "ConfigMap" && resource.Name == name).Tree["data"]!;
                foreach (var (key, value) in data)
                {
                    merged[key] = value;
                }

                break;
            case var other:
                throw new ManifestException($"the map {name}: the renderer does not know the behavior {other}");
        }
    }

    /// <summary>The hash of a map as kustomize makes it: of its JSON with sorted keys and an empty name, the first ten digits, without those that could make words.</summary>
    public static string Hash(Resource map)
    {
        var data = new SortedDictionary<string, string>(Resource.Map(map.Tree["data"]).ToDictionary(), StringComparer.Ordinal);
        var json = JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal) { ["data"] = data, ["kind"] = map.Kind, ["name"] = "" }, Relaxed)
            .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
        var digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..10];
        return string.Concat(digits.Select(digit => digit switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', _ => digit }));
    }
}
