using System.Text.Json.Nodes;

namespace OrleansFederation.Variants;

/// <summary>A key of a spec and the values that it takes in turn.</summary>
/// <param name="Path">The key's path, its steps set apart by dots.</param>
/// <param name="Values">The values, two or more, each as written and as JSON; null takes the key away.</param>
/// <param name="IsNamed">Whether the key was written, or is the one that is meant where none is.</param>
internal sealed record VariantAxis(string Path, IReadOnlyList<(string Text, JsonNode? Value)> Values, bool IsNamed)
{
    /// <summary>The key that is meant where none is written.</summary>
    public const string Usual = "aggregation";

    /// <summary>What a value is called in tables: itself, after its key where that was written.</summary>
    public string Label(int index) => IsNamed ? $"{Path}={Values[index].Text}" : Values[index].Text;
}
