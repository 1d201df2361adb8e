using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Telemetry;

/// <summary>
/// What a silo process tells the outside. Traces are sent where the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, and the
/// other variables of OpenTelemetry (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_TRACES_SAMPLER</c>, …) apply as everywhere.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>Logs as lines for people.</summary>
    public const string Text = "text";

    /// <summary>Logs as an object of JSON a line, with scopes and the ids of the trace.</summary>
    public const string Json = "json";

    /// <summary>The form of logs on standard output: <c>text</c> or <c>json</c>. Default: text.</summary>
    [Required, RegularExpression("text|json", ErrorMessage = "Telemetry:Logs is text or json.")]
    public string Logs { get; set; } = Text;

    /// <summary>How long a stop waits after it has said that it is not ready any more, so that whoever sends requests looks elsewhere, 0 to 1 minute. Default: 0; give 5 s behind a load balancer or in Kubernetes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainFor { get; set; } = TimeSpan.Zero;

    /// <summary>How long the answer of the database to a check counts, 1 s to 1 minute. Default: 5 s, so that probes of many cost the database next to nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan DatabaseCheckEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the thread pool may owe a reply before the process counts as frozen, 5 s to 10 minutes. Default: 30 s, longer than any pause of garbage collection.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan FrozenAfter { get; set; } = TimeSpan.FromSeconds(30);
}
