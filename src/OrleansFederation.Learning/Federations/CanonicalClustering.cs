using System.Text.Json;
using OrleansFederation.Clustering;

namespace OrleansFederation.Federations;

/// <summary>Writes how clients are divided among several models in its canonical form: only where they are, so that other specs keep their digests.</summary>
internal static class CanonicalClustering
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="clusters">It; null where all clients train one model.</param>
    public static void Write(Utf8JsonWriter json, ClusteringSpec? clusters)
    {
        if (clusters is null)
        {
            return;
        }

        json.WriteStartObject("clusters");
        Write(json, "ifca", clusters.Ifca);
        Write(json, "similarity", clusters.Similarity);
        Write(json, "after", clusters.After);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, int? value)
    {
        if (value is { } given)
        {
            json.WriteNumber(key, given);
        }
    }
}
