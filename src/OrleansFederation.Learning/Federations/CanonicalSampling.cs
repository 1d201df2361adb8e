using System.Text.Json;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Writes the sampling of a spec in its canonical form.</summary>
internal static class CanonicalSampling
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="sampling">It.</param>
    public static void Write(Utf8JsonWriter json, SamplingSpec sampling)
    {
        json.WriteStartObject("sampling");
        if (sampling.Available is { } available)
        {
            // Written only where it is given, so that specs without it keep their digests.
            json.WriteNumber("available", available);
        }

        json.WriteNumber("fraction", sampling.Fraction);
        CanonicalJson.WriteOptional(json, "count", sampling.Count);
        json.WriteNumber("minimum", sampling.Minimum);
        json.WriteNumber("overSelection", sampling.OverSelection);
        json.WriteString("grace", sampling.Grace is { } grace ? Duration.Format(grace) : null);
        json.WriteString("deadline", Duration.Format(sampling.Deadline));
        json.WriteString("onError", sampling.OnError.ToString().ToLowerInvariant());
        CanonicalSelection.Write(json, sampling.Select);
        json.WriteEndObject();
    }
}
