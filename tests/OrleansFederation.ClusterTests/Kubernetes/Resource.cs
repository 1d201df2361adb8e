using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansFederation.Kubernetes;

/// <summary>One object of a rendered set.</summary>
internal sealed class Resource(JsonObject tree)
{
    /// <summary>The object.</summary>
    public JsonObject Tree { get; } = tree;

    /// <summary>Whether its name gets the hash of its content.</summary>
    public bool Hashed { get; init; }

    public string Kind => Text(Tree["kind"]);

    public string Name
    {
        get => Text(Tree["metadata"]?["name"]);
        set => Tree["metadata"]!["name"] = value;
    }

    public JsonObject Metadata => (JsonObject)Tree["metadata"]!;

    /// <summary>The pod that it makes; null where it makes none.</summary>
    public JsonObject? PodTemplate => (Kind is "Deployment" or "StatefulSet" or "Job" ? Tree["spec"]?["template"] : null) as JsonObject;

    public JsonObject? PodSpec => PodTemplate?["spec"] as JsonObject;

    /// <summary>Its containers, those of initialisation too.</summary>
    public IEnumerable<JsonObject> Containers => ((string[])["initContainers", "containers"]).SelectMany(list => List(PodSpec?[list]));

    public IReadOnlyDictionary<string, string> Labels => Map(Metadata["labels"]);

    public override string ToString() => $"{Kind}/{Name}";

    /// <summary>Whether a patch's target means it.</summary>
    public bool Fits(JsonObject target)
    {
        foreach (var (key, value) in target)
        {
            var fits = key switch
            {
                "kind" => Regex.IsMatch(Kind, $"^(?:{Text(value)})$"),
                "name" => Regex.IsMatch(Name, $"^(?:{Text(value)})$"),
                "labelSelector" => Text(value).Split(',').Select(term => term.Split('=')).All(term => term.Length == 2 && Labels.GetValueOrDefault(term[0]) == term[1]),
                _ => throw new ManifestException($"a patch's target has the unknown key {key}"),
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    public static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static IEnumerable<JsonObject> List(JsonNode? node) => (node as JsonArray ?? []).OfType<JsonObject>();

    public static IReadOnlyDictionary<string, string> Map(JsonNode? node) => (node as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => Text(pair.Value));
}
