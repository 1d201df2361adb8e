using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OrleansFederation.Kubernetes;

/// <summary>YAML as the API server takes it: a tree of JSON. Duplicate keys, and plain scalars that readers of YAML disagree about, are refused.</summary>
internal static partial class YamlTree
{
    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<JsonObject> ReadFile(string path) => Read(File.ReadAllText(path), path);

    /// <summary>The documents of a text; empty ones are left out.</summary>
    public static IReadOnlyList<JsonObject> Read(string text, string place)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new ManifestException($"{place}:{exception.Start.Line}: {exception.Message}");
        }

        return [.. stream.Documents.Select(document => document.RootNode)
            .Where(root => root is not YamlScalarNode { Value: null or "" })
            .Select(root => Convert(root, place) as JsonObject ?? throw new ManifestException($"{place}:{root.Start.Line}: the document is no mapping"))];
    }

    private static JsonNode? Convert(YamlNode node, string place)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var result = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    result.Add(((YamlScalarNode)key).Value!, Convert(value, place));
                }

                return result;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(child => Convert(child, place))]);
            case YamlScalarNode { Style: ScalarStyle.Plain } scalar:
                return Resolve(scalar.Value ?? "", $"{place}:{scalar.Start.Line}");
            case YamlScalarNode scalar:
                return JsonValue.Create(scalar.Value);
            default:
                throw new ManifestException($"{place}:{node.Start.Line}: {node.NodeType} is not used in manifests");
        }
    }

    private static JsonValue? Resolve(string value, string place) => value switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when Integer().IsMatch(value) => JsonValue.Create(long.Parse(value, CultureInfo.InvariantCulture)),
        _ when Ambiguous().IsMatch(value) => throw new ManifestException($"{place}: '{value}' means different things to different readers: put it in quotes"),
        _ => JsonValue.Create(value),
    };

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})$")]
    private static partial Regex Integer();

    // YAML 1.1's booleans, other numbers, and base 60.
    [GeneratedRegex(@"^([yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|True|TRUE|False|FALSE|Null|NULL|[-+]?0[0-9xob_].*|[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan|[0-9]+)|[0-9]+(:[0-9]+)+)$")]
    private static partial Regex Ambiguous();
}
