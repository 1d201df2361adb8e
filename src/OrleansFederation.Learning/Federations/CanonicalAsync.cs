using System.Text.Json;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Writes how a federation is asynchronous; nothing where it is not, so that such specs keep their digests.</summary>
internal static class CanonicalAsync
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="asynchronous">It.</param>
    public static void Write(Utf8JsonWriter json, AsyncSpec? asynchronous)
    {
        if (asynchronous is null)
        {
            return;
        }

        json.WriteStartObject("async");
        json.WriteNumber("buffer", asynchronous.Buffer);
        CanonicalJson.WriteOptional(json, "concurrency", asynchronous.Concurrency);
        json.WriteNumber("staleness", asynchronous.Staleness);
        json.WriteEndObject();
    }
}
