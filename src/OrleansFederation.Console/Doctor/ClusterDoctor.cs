using OrleansFederation.Cli;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Doctor;

/// <summary>Examines a cluster: the way to it from here, then the cluster from inside.</summary>
internal static class ClusterDoctor
{
    private const string TokenVariable = "FED_TOKEN";

    /// <summary>Examines.</summary>
    /// <param name="context">What the command has at hand.</param>
    /// <param name="gateways">The gateways of the cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(CommandContext context, IReadOnlyList<string> gateways, CancellationToken cancellationToken)
    {
        var clock = context.Host.Clock;
        List<Finding> findings = [];
        foreach (var check in (IEnumerable<Check>)
            [
                .. GatewayChecks.Of(gateways, clock),
                Check.Of("token", () => TokenCheck.Look(context.Host.Variable(TokenVariable), context.Host.Now)),
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
}
