using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Doctor;

/// <summary>Checks this machine or, where a cluster is meant, the cluster.</summary>
internal sealed class DoctorCommand() : FedCommand("doctor", "Checks this machine, or the cluster behind a profile or --gateway, and says what to mend.", "fed doctor --state ./state")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var redaction = new Redaction(context.Settings.Postgres);
        var findings = (context.Profile() is { } profile ? await ClusterDoctor.ExamineAsync(context, profile, cancellationToken) : await MachineAsync(context, cancellationToken))
            .Select(finding => finding with { Detail = redaction.Apply(finding.Detail), Remedy = finding.Remedy is { } remedy ? redaction.Apply(remedy) : null }).ToList();
        var worst = findings.Max(finding => finding.Verdict);
        context.Terminal.Show(
            () => DoctorText.Of(findings),
            () => new JsonObject
            {
                ["status"] = Figures.Word(worst),
                ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)JsonForm.Of(finding))]),
            });
        return worst is Verdict.Fail ? ExitCodes.Unreachable : ExitCodes.Ok;
    }

    private static async Task<IReadOnlyList<Finding>> MachineAsync(CommandContext context, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        Check[] checks =
        [
            .. MachineChecks.Of(context.Settings.StateDirectory), .. LearningChecks.All(),
            .. StateChecks.Of(context.Settings, context.Host.Clock), DataChecks.Of(context.Host),
        ];
        foreach (var check in checks)
        {
            findings.Add(await check.RunAsync(context.Host.Clock, cancellationToken));
        }

        return findings;
    }
}
