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
        CanonicalJson.WriteGiven(json, "ifca", clusters.Ifca);
        CanonicalJson.WriteGiven(json, "similarity", clusters.Similarity);
        CanonicalJson.WriteGiven(json, "after", clusters.After);
        json.WriteEndObject();
    }
}
