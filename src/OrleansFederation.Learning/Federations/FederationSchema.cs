using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>The JSON schema (draft 2020-12) of spec files. Editors complete by it and <see cref="SpecReader"/> validates by it, so the two cannot differ.</summary>
public static class FederationSchema
{
    private static readonly Lazy<JsonElement> Parsed = new(() => JsonElement.Parse(Text!));

    /// <summary>The schema's JSON text.</summary>
    public static string Text { get; } = Load();

    /// <summary>The schema, parsed.</summary>
    internal static JsonElement Root => Parsed.Value;

    /// <summary>Follows a <c>$ref</c> within the schema.</summary>
    /// <param name="schema">A schema, with or without a <c>$ref</c>.</param>
    internal static JsonElement Resolve(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference))
        {
            return schema;
        }

        // Every reference of the schema has the form #/$defs/NAME; a test reads them all.
        return Root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
    }

    private static string Load()
    {
        using var stream = typeof(FederationSchema).Assembly.GetManifestResourceStream("federation.schema.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource federation.schema.json: build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
