using System.Net;
using OrleansFederation.Cli;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Doctor;

/// <summary>Examines a cluster: the way to it from here, then the cluster from inside.</summary>
internal static class ClusterDoctor
{
    /// <summary>Examines.</summary>
    /// <param name="context">What the command has at hand.</param>
    /// <param name="profile">The profile of the cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(CommandContext context, ConnectionProfile profile, CancellationToken cancellationToken)
    {
        var clock = context.Host.Clock;
        List<Finding> findings = [];
        foreach (var check in (IEnumerable<Check>)
            [
                .. GatewayChecks.Of(profile.Gateways, clock),
                Check.Of("tls", () => Tls(profile)),
                Check.Of("token", () => TokenCheck.Look(TokenOf(profile), context.Host.Now)),
            ])
        {
            findings.Add(await check.RunAsync(clock, cancellationToken));
        }

        List<Finding> inside = [];
        findings.Add(await new Check("cluster", async bound =>
        {
            await using var session = await context.OpenAsync(bound);
            var asked = context.Host.Now;
            var cluster = await session.Client.ExamineAsync(bound);
            var answered = context.Host.Now;

            // The silo looks at its clock at the end of its examination, just before the answer is on its way.
            inside.AddRange(new ClusterFindings(cluster, BuildVersion.Text, cluster.At - answered, answered).All());
            return Finding.Ok("cluster", $"answers: {cluster.Silos.Count} silos, {cluster.Sites.Count} sites, looked at in {(answered - asked).TotalMilliseconds:0} ms");
        }).RunAsync(clock, cancellationToken));
        return [.. findings, .. inside];
    }

    // Whether the certificates fit shows when the cluster is asked: this only says whether there are any.
    private static Finding Tls(ConnectionProfile profile) =>
        profile.Security is not null ? Finding.Ok("tls", "connections are encrypted, and both sides show certificates")
        : profile.Gateways.All(gateway => IPEndPoint.TryParse(gateway, out var known) && IPAddress.IsLoopback(known.Address)) ? Finding.Ok("tls", "not encrypted, and nothing leaves this machine")
        : new("tls", Verdict.Warn, "connections are not encrypted", "Give the silos certificates (FED_TLS__CERTIFICATE, FED_TLS__KEY, FED_TLS__AUTHORITY) and the profile its own: fed profile add --help.");

    private static string? TokenOf(ConnectionProfile profile)
    {
        try
        {
            return profile.TokenFile is { } file ? ConnectionProfile.CheckToken(File.ReadAllText(file), file) : profile.Token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.TokenUnusable.At(profile.TokenFile!, exception.Message), exception);
        }
    }
}
