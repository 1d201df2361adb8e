using System.Text.Json;
using OrleansFederation.Clients;
using OrleansFederation.Plugins;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Writes tags and which clients may be selected in their canonical form: each only where it is given, so that specs without it keep their digests.</summary>
internal static class CanonicalSelection
{
    /// <summary>Writes which clients may be selected.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="select">It.</param>
    public static void Write(Utf8JsonWriter json, SelectionSpec select)
    {
        if (!select.HasTags && !select.IsMeasured)
        {
            return;
        }

        json.WriteStartObject("select");
        CanonicalJson.WriteGiven(json, "tags", select.Tags);
        CanonicalJson.WriteGiven(json, "not", select.Not);
        if (select.Memory is { } memory)
        {
            json.WriteString("memory", ByteSize.Format(memory));
        }

        if (select.Cores is { } cores)
        {
            json.WriteNumber("cores", cores);
        }

        if (select.Speed is { } speed)
        {
            json.WriteNumber("speed", speed);
        }

        if (select.Reliability is { } reliability)
        {
            json.WriteNumber("reliability", reliability);
        }

        if (select.PrefersReliable)
        {
            json.WriteString("prefer", "reliability");
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the tags of a listed client.</summary>
    /// <param name="json">Where they are written.</param>
    /// <param name="client">The client.</param>
    public static void WriteTags(Utf8JsonWriter json, ListedClient client) => CanonicalJson.WriteGiven(json, "tags", client.Tags);

    /// <summary>Writes the tags of simulated clients.</summary>
    /// <param name="json">Where they are written.</param>
    /// <param name="clients">The clients.</param>
    public static void WriteTags(Utf8JsonWriter json, ClientsSpec clients)
    {
        if (clients.Tags is not { Count: > 0 } tags)
        {
            return;
        }

        json.WriteStartObject("tags");
        foreach (var (tag, ordinals) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            CanonicalJson.WriteNumbers(json, tag, ordinals);
        }

        json.WriteEndObject();
    }
}
