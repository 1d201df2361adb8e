using System.Text.Json;
using OrleansFederation.Naming;

namespace OrleansFederation.Federations;

/// <summary>Finds the name in a spec that nobody has validated yet: it decides which grain is asked.</summary>
internal static class SpecName
{
    /// <summary>The grain that is asked about a spec without a usable name. It refuses it, and names every other problem as well.</summary>
    private const string Unnamed = "unnamed";

    /// <summary>Gives the federation's name, or a stand-in under which the spec will be refused.</summary>
    public static string Of(string specJson)
    {
        try
        {
            using var document = JsonDocument.Parse(specJson);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("federation", out var name)
                && name.ValueKind is JsonValueKind.String
                && Names.IsValid(name.GetString())
                    ? name.GetString()!
                    : Unnamed;
        }
        catch (JsonException)
        {
            // The grain's validator says where the syntax is wrong.
            return Unnamed;
        }
    }
}
