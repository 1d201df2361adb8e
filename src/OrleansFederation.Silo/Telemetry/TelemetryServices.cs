using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrleansFederation.Doctor;
using OrleansFederation.Health;
using OrleansFederation.Hosting;
using OrleansFederation.Storage;

namespace OrleansFederation.Telemetry;

/// <summary>What a silo process tells the outside: figures, spans, logs, health.</summary>
internal static class TelemetryServices
{
    /// <summary>The path of the figures.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Adds figures, spans, the form of logs, and what health is read from.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="silo">The silo's options.</param>
    /// <param name="telemetry">The options of telemetry.</param>
    /// <param name="storage">The silo's storage.</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, SiloOptions silo, TelemetryOptions telemetry, ISiloStorage storage)
    {
        AddLogs(builder, telemetry);
        builder.Services.AddHealth(telemetry, storage, silo.IsCoordinator);
        builder.Services.AddSingleton(new CertificateDates(builder.Configuration["Tls:Certificate"]));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SiloFigures>(services, silo));
        builder.Services.AddSingleton<ISiloSelf>(services => ActivatorUtilities.CreateInstance<SiloSelf>(services, silo, storage));
        var opentelemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("fed-silo", serviceNamespace: silo.Cluster, serviceVersion: BuildVersion.Text, serviceInstanceId: silo.Name))
            .WithMetrics(metrics => metrics
                .AddMeter(FederationTelemetry.Name, "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql")
                .AddPrometheusExporter());
        if (Traces.Wanted(Environment.GetEnvironmentVariable))
        {
            opentelemetry.WithTracing(traces => traces
                .AddFederation()
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsProbe(context.Request.Path))
                .AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>Serves the figures in Prometheus' text form. Anybody who reaches the port may read them: they name sites and no person, model or federation.</summary>
    /// <param name="endpoints">The routes.</param>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous();

    private static void AddLogs(WebApplicationBuilder builder, TelemetryOptions telemetry)
    {
        // Probes and scrapes come every few seconds, and each would be lines of the log; the figures count requests.
        foreach (var chatty in (string[])["Microsoft.AspNetCore", "System.Net.Http.HttpClient"])
        {
            if (builder.Configuration[$"Logging:LogLevel:{chatty}"] is null)
            {
                builder.Logging.AddFilter(chatty, LogLevel.Warning);
            }
        }

        if (telemetry.Logs == TelemetryOptions.Json)
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = ConsoleFormatterNames.Json);
        }
    }

    private static bool IsProbe(PathString path) => path.StartsWithSegments(HealthEndpoints.Prefix) || path.StartsWithSegments(MetricsPath);
}
