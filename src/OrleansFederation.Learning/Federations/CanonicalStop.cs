using System.Text.Json;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

/// <summary>Writes what a spec says of stopping, selecting and promoting; nothing where it says nothing, so that such specs keep their digests.</summary>
internal static class CanonicalStop
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="spec">The spec.</param>
    public static void Write(Utf8JsonWriter json, FederationSpec spec)
    {
        if (spec.Stop is { } stop)
        {
            json.WriteStartObject("stop");
            Write(json, stop.Watch);
            WriteOptional(json, "target", stop.Target);
            CanonicalJson.WriteOptional(json, "patience", stop.Patience);
            json.WriteNumber("improvement", stop.Improvement);
            json.WriteString("time", stop.Time is { } time ? Duration.Format(time) : null);
            json.WriteString("alias", stop.Alias);
            json.WriteEndObject();
        }

        if (spec.Gate is { } gate)
        {
            json.WriteStartObject("gate");
            Write(json, gate.Watch);
            json.WriteNumber("worse", gate.Worse);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, WatchSpec watch)
    {
        json.WriteString("metric", watch.Metric);
        json.WriteString("on", watch.On == WatchedSet.Central ? "central" : "federated");
    }

    private static void WriteOptional(Utf8JsonWriter json, string key, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(key, value);
        }
        else
        {
            json.WriteNull(key);
        }
    }
}
