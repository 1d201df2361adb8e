using System.Globalization;
using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>Says in words what a schema expects and what a value is, for messages.</summary>
internal static class SchemaText
{
    private const int LongestValue = 60;

    /// <summary>What a schema expects, for example <c>a whole number from 1 to 65536</c>.</summary>
    /// <param name="schema">The schema.</param>
    public static string Expected(JsonElement schema)
    {
        var given = schema;
        schema = FederationSchema.Resolve(schema);
        if (given.TryGetProperty("title", out var title) || schema.TryGetProperty("title", out title))
        {
            return title.GetString()!;
        }

        if (schema.TryGetProperty("oneOf", out var branches))
        {
            return string.Join(" or ", branches.EnumerateArray().Where(branch => Types(branch).Any(type => type != "null")).Select(Expected).Distinct());
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return Shown(only);
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            var words = values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).ToList();
            return words.Count == 1 ? words[0] : "one of " + string.Join(", ", words);
        }

        return string.Join(" or ", Types(schema).Where(type => type != "null").Select(type => type switch
        {
            "integer" => "a whole number" + Range(schema),
            "number" => "a number" + Range(schema),
            "string" => "text",
            "boolean" => "true or false",
            "array" => "a list",
            _ => $"a mapping with the keys {string.Join(", ", Keys(schema))}",
        }));
    }

    /// <summary>What a schema says about the thing it describes; empty where it says nothing.</summary>
    /// <param name="schema">The schema.</param>
    public static string Description(JsonElement schema) =>
        schema.TryGetProperty("description", out var text) || FederationSchema.Resolve(schema).TryGetProperty("description", out text) ? text.GetString()! : "";

    /// <summary>The JSON types that a schema allows.</summary>
    /// <param name="schema">The schema.</param>
    public static IEnumerable<string> Types(JsonElement schema)
    {
        schema = FederationSchema.Resolve(schema);
        if (!schema.TryGetProperty("type", out var type))
        {
            return [];
        }

        return type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];
    }

    /// <summary>The keys that a schema of a mapping knows.</summary>
    /// <param name="schema">The schema.</param>
    public static IEnumerable<string> Keys(JsonElement schema) =>
        FederationSchema.Resolve(schema).TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(property => property.Name).Where(name => name[0] != '$') : [];

    /// <summary>A value as messages show it, shortened where it is long.</summary>
    /// <param name="value">The value.</param>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{Shortened(value.GetString()!)}'",
        JsonValueKind.Null => "null",
        _ => Shortened(value.GetRawText()),
    };

    /// <summary>Text shortened for messages, control characters shown as a replacement.</summary>
    /// <param name="text">The text.</param>
    public static string Shortened(string text)
    {
        var clean = string.Concat(text.Take(LongestValue).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return text.Length > LongestValue ? clean + "…" : clean;
    }

    private static string Range(JsonElement schema)
    {
        var (low, high) = (Bound(schema, "minimum"), Bound(schema, "maximum"));
        var (above, below) = (Bound(schema, "exclusiveMinimum"), Bound(schema, "exclusiveMaximum"));
        return (low ?? above, high ?? below) switch
        {
            (null, null) => "",
            (null, _) => high is null ? $" below {below}" : $" up to {high}",
            (_, null) => low is null ? $" above {above}" : $" of {low} or more",
            _ => (low is null ? $" above {above}" : $" from {low}") + (high is null ? $" to below {below}" : low is null ? $" up to {high}" : $" to {high}"),
        };
    }

    private static string? Bound(JsonElement schema, string key) =>
        schema.TryGetProperty(key, out var bound) ? bound.GetDouble().ToString("0.############", CultureInfo.InvariantCulture) : null;
}
