using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansFederation.Health;

/// <summary>Serves health: 200 or 503, with a body that says why. Anybody may ask, and learns no name, address or secret.</summary>
internal static class HealthEndpoints
{
    /// <summary>What the paths begin with.</summary>
    public const string Prefix = "/health";

    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/health/startup</c>.</summary>
    /// <param name="endpoints">The routes.</param>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "live", HealthServices.Live);
        Map(endpoints, "ready", HealthServices.Ready);
        Map(endpoints, "startup", HealthServices.Started);
        return endpoints;
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, string tag) =>
        endpoints.MapHealthChecks($"{Prefix}/{path}", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(tag),
            ResponseWriter = WriteAsync,
        }).AllowAnonymous();

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("status", Word(report.Status));
            json.WriteStartArray("checks");
            foreach (var (name, entry) in report.Entries)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("status", Word(entry.Status));

                // An exception's text may name hosts and users; the log has it.
                json.WriteString("detail", entry.Exception is null ? entry.Description : "the check failed");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    private static string Word(HealthStatus status) => status == HealthStatus.Unhealthy ? "unhealthy" : "healthy";
}
