using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansFederation.Telemetry;

/// <summary>Sends spans where OpenTelemetry's own variables say; where they say nothing, no span is made at all.</summary>
public static class Traces
{
    /// <summary>The variable that names the receiver of all signals.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The variable that names the receiver of spans.</summary>
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Tells whether spans are wanted.</summary>
    /// <param name="variable">Gives a variable of the environment.</param>
    public static bool Wanted(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable(Endpoint) is { Length: > 0 } || variable(TracesEndpoint) is { Length: > 0 };
    }

    /// <summary>Sends the spans of this process until it is disposed, which waits a bounded time for the last to be sent.</summary>
    /// <param name="service">The program's name.</param>
    /// <param name="variable">Gives a variable of the environment.</param>
    /// <returns>Null where no spans are wanted.</returns>
    public static IDisposable? Start(string service, Func<string, string?> variable) =>
        Wanted(variable)
            ? Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => resource.AddService(service)).AddFederation().AddOtlpExporter().Build()
            : null;

    /// <summary>Makes calls of a silo part of their caller's trace, where spans are wanted; else calls carry nothing.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddFederationTraces(this ISiloBuilder silo) => Wanted(Environment.GetEnvironmentVariable) ? silo.AddActivityPropagation() : silo;

    /// <summary>Makes calls of a client part of their caller's trace, where spans are wanted; else calls carry nothing.</summary>
    /// <param name="client">The client.</param>
    public static IClientBuilder AddFederationTraces(this IClientBuilder client) => Wanted(Environment.GetEnvironmentVariable) ? client.AddActivityPropagation() : client;

    /// <summary>Takes the spans of the platform and of grain calls.</summary>
    internal static TracerProviderBuilder AddFederation(this TracerProviderBuilder traces) => traces
        .AddSource(FederationTelemetry.Name)
        .AddSource(PlatformCalls.Sources)
        .AddProcessor(new PlatformCalls());
}
