using OrleansFederation.Fixtures;

namespace OrleansFederation.Telemetry;

/// <summary>One command is one trace, from the console over the silos to the lane that trains at a site.</summary>
public sealed class TraceTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_run_is_one_trace_from_the_console_to_the_lanes_of_both_sites()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator", receiver.Variables);
        await Task.WhenAll(cluster.StartSiteAsync("north", "north", receiver.Variables), cluster.StartSiteAsync("south", "south", receiver.Variables));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["tiny.yaml"], TinySpecs.Sites(["north", "south"]), TestContext.Current.CancellationToken);
        using var state = new StateDirectory();

        var ran = await FedProcess.RunAsync(state, [("FED_TOKEN", cluster.Token("owner")), .. receiver.Variables], "run", folder["tiny.yaml"], "--gateway", coordinator.Gateway, "-o", "json");

        Assert.True(ran.ExitCode == 0, ran.Error);
        var spans = await receiver.WaitForAsync(all => all.Count(span => span.Name == "train") >= 6 && all.Count(span => span.Name == "round") >= 2 && all.Any(span => span.Name == "fed run"));
        var trace = spans.Single(span => span.Name == "fed run").Trace;
        var trained = spans.Where(span => span.Name == "train").ToArray();
        Assert.All(trained, span => Assert.Equal(trace, span.Trace));
        Assert.Equal(["north", "south"], trained.Select(span => span.Instance).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, spans.Count(span => span is { Name: "round", Instance: "coordinator" } && span.Trace == trace));
        Assert.Equal([trace], spans.Select(span => span.Trace).Distinct());
    }

    [Fact]
    public async Task A_lane_hangs_below_its_round_and_rounds_stand_side_by_side_below_the_command()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("both", [("FED_SILO__ROLES", "coordinator,site"), ("FED_SILO__SITES", "*"), .. receiver.Variables]);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["tiny.yaml"], TinySpecs.Digits(), TestContext.Current.CancellationToken);
        using var state = new StateDirectory();

        await FedProcess.RunAsync(state, [("FED_TOKEN", cluster.Token("owner")), .. receiver.Variables], "run", folder["tiny.yaml"], "--gateway", silo.Gateway, "-o", "json");

        var spans = await receiver.WaitForAsync(all => all.Count(span => span.Name == "round") == 2 && all.Any(span => span.Name == "fed run"));
        var rounds = spans.Where(span => span.Name == "round").OrderBy(span => span.Tags["round"], StringComparer.Ordinal).ToArray();
        var lane = spans.First(span => span.Name == "train");
        Assert.Contains("site training", Ancestors(spans, lane));
        Assert.Contains("round training", Ancestors(spans, lane));
        Assert.Contains("fed run", Ancestors(spans, lane));
        Assert.DoesNotContain("round", Ancestors(spans, rounds[1]));
        Assert.All(rounds, round => Assert.True(round.Ended > round.Began));
    }

    [Fact]
    public async Task Spans_name_their_round_and_carry_no_data()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("both", [("FED_SILO__ROLES", "coordinator,site"), ("FED_SILO__SITES", "*"), .. receiver.Variables]);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["tiny.yaml"], TinySpecs.Digits(rounds: 1), TestContext.Current.CancellationToken);
        using var state = new StateDirectory();

        await FedProcess.RunAsync(state, [("FED_TOKEN", cluster.Token("owner")), .. receiver.Variables], "run", folder["tiny.yaml"], "--gateway", silo.Gateway, "-o", "json");

        string[] allowed = ["federation", "round", "client", "attempt", "site"];
        var spans = await receiver.WaitForAsync(all => all.Any(span => span.Name == "round"));
        var ours = spans.Where(span => span.Name is "round" or "open round" or "site training" or "site evaluation" or "train" || span.Name.StartsWith("round ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(ours);
        Assert.DoesNotContain(ours.SelectMany(span => span.Tags.Keys).Except(allowed), key => !key.StartsWith("otel.", StringComparison.Ordinal));
    }

    private static List<string> Ancestors(IReadOnlyList<ReceivedSpan> spans, ReceivedSpan span)
    {
        List<string> names = [];
        for (var at = span; spans.FirstOrDefault(other => other.Id == at.Parent) is { } parent; at = parent)
        {
            names.Add(parent.Name);
        }

        return names;
    }
}
