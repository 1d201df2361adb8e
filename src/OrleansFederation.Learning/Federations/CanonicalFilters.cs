using System.Text.Json;
using OrleansFederation.Filters;

namespace OrleansFederation.Federations;

/// <summary>Writes the filters of a spec in their canonical form; nothing where there are none, so that specs without them keep their digests.</summary>
internal static class CanonicalFilters
{
    /// <summary>Writes them.</summary>
    /// <param name="json">Where they are written.</param>
    /// <param name="filters">They.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FilterSpec> filters)
    {
        if (filters.Count == 0)
        {
            return;
        }

        json.WriteStartArray("filters");
        foreach (var filter in filters)
        {
            json.WriteStartObject();
            json.WriteStartObject(filter.Filter);
            foreach (var argument in UpdateFilters.Find(filter.Filter)!.Arguments)
            {
                json.WriteNumber(argument.Name, filter[argument.Name]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
