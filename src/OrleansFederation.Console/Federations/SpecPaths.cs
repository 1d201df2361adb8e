using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>A spec as paths and values, as in <c>model.layers.0.linear.out</c>.</summary>
internal static class SpecPaths
{
    /// <summary>Gives every path that has a value, in the order of the spec; what is null is left out, as the spec leaves it to be.</summary>
    /// <param name="spec">The spec.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(SpecDocument spec)
    {
        using var document = JsonDocument.Parse(spec.Json);
        List<KeyValuePair<string, string>> paths = [];
        Add(paths, "", document.RootElement);
        return paths;
    }

    private static void Add(List<KeyValuePair<string, string>> paths, string path, JsonElement value)
    {
        var before = path.Length == 0 ? "" : path + ".";
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (var member in value.EnumerateObject())
                {
                    Add(paths, before + member.Name, member.Value);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                var i = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Add(paths, $"{before}{i++}", item);
                }

                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                paths.Add(new(path, value.GetString()!));
                break;
            default:
                paths.Add(new(path, value.GetRawText()));
                break;
        }
    }
}
