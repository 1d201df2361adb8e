using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansFederation.Telemetry;

/// <summary>
/// The platform's figures and traces. Nothing is measured while nobody listens. Tags of figures are words of which there are few: sites,
/// phases, outcomes, error codes; never clients, principals, models or federations, of which there may be any number. Spans name
/// federation, round, client and site, and carry no data.
/// </summary>
public static class FederationTelemetry
{
    /// <summary>The name of the meters and of the source of spans.</summary>
    public const string Name = "OrleansFederation";

    /// <summary>What an operation that came out well is tagged with.</summary>
    public const string Ok = "ok";

    /// <summary>What an operation that was refused or failed is tagged with.</summary>
    public const string Failed = "failed";

    /// <summary>Makes the instruments that a process has once.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Makes the spans.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
