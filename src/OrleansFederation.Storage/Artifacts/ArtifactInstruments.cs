using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Artifacts;

/// <summary>Figures of artifacts and updates.</summary>
internal static class ArtifactInstruments
{
    private static readonly KeyValuePair<string, object?> Hit = new("result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("result", "miss");

    private static readonly Counter<long> Read =
        FederationTelemetry.Meter.CreateCounter<long>("federation.artifact.read", "By", "Bytes of artifacts and updates that were read past the cache.");

    private static readonly Counter<long> Written =
        FederationTelemetry.Meter.CreateCounter<long>("federation.artifact.written", "By", "Bytes of artifacts and updates that were written.");

    private static readonly Counter<long> Cache =
        FederationTelemetry.Meter.CreateCounter<long>("federation.artifact.cache.lookups", "{lookup}", "Look-ups in the cache of verified content, by result.");

    /// <summary>Counts bytes that were read.</summary>
    public static void CountRead(long bytes) => Read.Add(bytes);

    /// <summary>Counts bytes that were written.</summary>
    public static void CountWritten(long bytes) => Written.Add(bytes);

    /// <summary>Counts a look-up.</summary>
    public static void CountLookup(bool found) => Cache.Add(1, found ? Hit : Miss);
}
