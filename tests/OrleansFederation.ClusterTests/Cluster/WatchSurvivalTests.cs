using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Cluster;

/// <summary>The console watches a round while the silo that runs it, and through which it watches, is killed.</summary>
public sealed class WatchSurvivalTests(PostgresServer postgres)
{
    private const int Rounds = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_round_that_is_watched_is_told_to_its_end_though_its_silo_and_gateway_are_killed()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var first = await cluster.StartCoordinatorAsync("first");
        await Task.WhenAll(cluster.StartSiteAsync("north", "north"), cluster.StartSiteAsync("south", "south"));
        var client = await cluster.ConnectAsync("owner", first);
        Assert.Empty((await client.StartAsync(TinySpecs.Sites(["north", "south"], rounds: Rounds), Cancel)).Problems);

        // The second comes later, so that the federation is at the first.
        var second = await cluster.StartCoordinatorAsync("second");
        using var watch = ConsoleProcess.Start(cluster.Token("owner"), "federation", "watch", "tiny", "-o", "jsonl", "--gateway", $"{first.Gateway},{second.Gateway}");
        await watch.ReadUntilAsync(line => line.Contains("\"round-committed\"", StringComparison.Ordinal));

        await first.KillAsync();

        var (exitCode, lines) = await watch.ReadToEndAsync();

        Assert.True(exitCode == ExitCodes.Ok, watch.Error);
        var events = lines.Select(line => JsonNode.Parse(line)!).ToList();
        var committed = events.Where(e => Kind(e) == "round-committed").Select(e => e["round"]!.GetValue<int>()).ToList();
        Assert.Equal(Enumerable.Range(1, Rounds), committed);
        Assert.Equal(["finished", "terminal"], events.TakeLast(2).Select(Kind));
        Assert.Equal("finished", events[^1]["status"]!.GetValue<string>());

        static string Kind(JsonNode e) => e["event"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_round_is_watched_and_waited_for_over_a_cluster()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await cluster.StartSiteAsync("north", "north");
        var client = await cluster.ConnectAsync("owner", coordinator);
        Assert.Empty((await client.StartAsync(TinySpecs.Sites(["north"], rounds: 3), Cancel)).Problems);
        string[] where = ["--gateway", coordinator.Gateway];

        var watched = await ConsoleProcess.RunAsync(cluster.Token("owner"), ["round", "watch", "tiny", "3", "-o", "jsonl", .. where]);
        var waited = await ConsoleProcess.RunAsync(cluster.Token("owner"), ["round", "wait", "tiny", "3", "--for", "committed", "--timeout", "1m", "-o", "json", .. where]);
        var never = await ConsoleProcess.RunAsync(cluster.Token("owner"), ["round", "wait", "tiny", "4", .. where]);
        var nobody = await ConsoleProcess.RunAsync(cluster.Token("owner"), ["round", "watch", "nobody", .. where]);

        Assert.Equal(ExitCodes.Ok, watched.ExitCode);
        var last = JsonNode.Parse(watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Equal(("terminal", 3, "committed"), (last["event"]!.GetValue<string>(), last["round"]!.GetValue<int>(), last["status"]!.GetValue<string>()));
        Assert.Equal(ExitCodes.Ok, waited.ExitCode);
        Assert.Equal("committed", JsonNode.Parse(waited.Output)!["phase"]!.GetValue<string>());
        Assert.Equal(ExitCodes.NotMet, never.ExitCode);
        Assert.StartsWith("error FED2048", never.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, nobody.ExitCode);
        Assert.StartsWith("error FED3006", nobody.Error, StringComparison.Ordinal);
    }
}
