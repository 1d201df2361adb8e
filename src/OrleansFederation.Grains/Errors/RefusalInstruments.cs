using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Errors;

/// <summary>Figures of what callers were refused.</summary>
internal static class RefusalInstruments
{
    private static readonly Counter<long> Refusals =
        FederationTelemetry.Meter.CreateCounter<long>("federation.refusals", "{call}", "Calls from outside that ended in an error of the registry, by its code.");

    /// <summary>Lets the counter begin at zero for what says that somebody tries doors.</summary>
    public static void Initialise() => Count(0, FederationErrors.NotGranted.Code);

    /// <summary>Counts a refusal.</summary>
    /// <param name="code">The error's code; one that the registry does not know counts as <c>other</c>.</param>
    public static void Refuse(string code) => Count(1, code);

    private static void Count(int count, string code) => Refusals.Add(count, new KeyValuePair<string, object?>("code", FederationErrors.Find(code)?.Code ?? "other"));
}
