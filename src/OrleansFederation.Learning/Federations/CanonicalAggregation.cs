using System.Text.Json;
using OrleansFederation.Aggregation;

namespace OrleansFederation.Federations;

/// <summary>Writes the aggregation of a spec in its canonical form: a name where there are no arguments to write.</summary>
internal static class CanonicalAggregation
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="aggregation">It.</param>
    public static void Write(Utf8JsonWriter json, AggregationSpec aggregation)
    {
        NumericArgument[] written = [.. AggregationRules.Find(aggregation.Rule)!.Arguments.Where(argument => !argument.IsLater || aggregation[argument.Name] != argument.Default)];
        if (written.Length == 0)
        {
            json.WriteString("aggregation", aggregation.Rule);
            return;
        }

        json.WriteStartObject("aggregation");
        json.WriteStartObject(aggregation.Rule);
        foreach (var argument in written)
        {
            json.WriteNumber(argument.Name, aggregation[argument.Name]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
