using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary><c>fed doctor --gateway</c> examines a cluster of real processes; each line that is not well has a remedy.</summary>
public sealed class ClusterDoctorTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_cluster_has_nothing_to_mend_but_what_is_missing_by_choice()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var first = await cluster.StartCoordinatorAsync("first");
        await cluster.StartCoordinatorAsync("second");
        await cluster.StartSiteAsync("north", "north");

        // The first training of a site loads libtorch, which takes a loaded machine longer than the doctor waits.
        var (exitCode, findings) = await ExamineUntilAsync(cluster, first.Gateway, all => all.All(finding => finding.Verdict != "fail"));

        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.All((string[])["gateway", "cluster", "silo", "coordinators", "version", "clocks", "database", "disk", "site", "artifacts"], name => Assert.Contains(findings, finding => finding.Check == name));
        Assert.Equal(3, findings.Count(finding => finding.Check == "silo"));
        Assert.Contains("trains", findings.Single(finding => finding.Check == "site").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_a_running_federation_needs_and_nobody_carries_is_a_fault()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        var north = await cluster.StartSiteAsync("north", "north");
        var client = await cluster.ConnectAsync("owner", coordinator);
        await client.StartAsync(TinySpecs.Sites(["north"], rounds: 1000), Cancel);
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            if (happened.Kind == FederationEventKind.RoundCommitted)
            {
                break;
            }
        }

        await north.FreezeAsync();
        var (exitCode, findings) = await ExamineUntilAsync(cluster, coordinator.Gateway, all => all.Any(finding => finding is { Check: "site", Verdict: "fail" }));
        await north.ThawAsync();

        Assert.Equal(ExitCodes.Unreachable, exitCode);
        var site = findings.Single(finding => finding.Check == "site");
        Assert.Contains("north", site.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(site.Remedy!);
    }

    [Fact]
    public async Task A_gateway_where_nobody_listens_is_a_fault_and_the_cluster_is_not_reached()
    {
        var (exitCode, findings) = await ExamineAsync("127.0.0.1:1");

        Assert.Equal(ExitCodes.Unreachable, exitCode);
        Assert.Equal("fail", findings.Single(finding => finding.Check == "gateway").Verdict);
        Assert.Contains("FED2041", findings.Single(finding => finding.Check == "cluster").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told_from_a_silo_that_does_not_answer()
    {
        var (_, findings) = await ExamineAsync("no-such-host.invalid:30000");

        Assert.Contains("does not resolve", findings.Single(finding => finding.Check == "gateway").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_that_is_not_well_has_a_remedy()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("alone");

        var (_, findings) = await ExamineAsync(coordinator.Gateway + ",127.0.0.1:1", cluster.Token("owner"));

        Assert.Contains(findings, finding => finding.Verdict != "ok");
        Assert.All(findings.Where(finding => finding.Verdict != "ok"), finding => Assert.False(string.IsNullOrEmpty(finding.Remedy), $"{finding.Check}: {finding.Detail}"));
    }

    private static async Task<(int ExitCode, IReadOnlyList<Line> Findings)> ExamineAsync(string gateways, string token = "")
    {
        var ran = await CommandLine.RunAsync(new Dictionary<string, string> { ["FED_TOKEN"] = token }, "doctor", "--gateway", gateways, "-o", "json");
        var findings = JsonNode.Parse(ran.Output)!["findings"]!.AsArray().Select(finding =>
            new Line(finding!["check"]!.GetValue<string>(), finding["verdict"]!.GetValue<string>(), finding["detail"]!.GetValue<string>(), finding["remedy"]?.GetValue<string>()));
        return (ran.ExitCode, [.. findings]);
    }

    private static async Task<(int ExitCode, IReadOnlyList<Line> Findings)> ExamineUntilAsync(
        ChildCluster cluster, string gateways, Func<IReadOnlyList<Line>, bool> wanted)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            bound.Token.ThrowIfCancellationRequested();
            var examined = await ExamineAsync(gateways, cluster.Token("owner"));
            if (wanted(examined.Findings))
            {
                return examined;
            }
        }
    }

    private sealed record Line(string Check, string Verdict, string Detail, string? Remedy);
}
