using System.Globalization;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Cluster;

/// <summary>A cross-validation over processes: each site opens its own file and nobody else's, also to test what it did not train.</summary>
public sealed class ClusterEvaluateTests(PostgresServer postgres)
{
    [Fact]
    public async Task Sites_train_and_test_on_their_own_files_and_what_cannot_be_pooled_is_left_out_with_the_reason()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        using var folder = new TemporaryFolder();
        using var state = new StateDirectory();
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await Task.WhenAll(
            cluster.StartSiteAsync("north", "north", [("SITE_DATA", Data(folder, "north", 40)), ("FED_CACHE", folder["cache-north"])]),
            cluster.StartSiteAsync("south", "south", [("SITE_DATA", Data(folder, "south", 60)), ("FED_CACHE", folder["cache-south"])]));
        await File.WriteAllTextAsync(folder["sites.json"], Spec, TestContext.Current.CancellationToken);
        string[] command = ["evaluate", folder["sites.json"], "--folds", "2", "--repeats", "1", "--gateway", coordinator.Gateway, "-o", "json"];

        var (exitCode, output, error) = await FedProcess.RunAsync(state, [("FED_TOKEN", cluster.Token("owner"))], command);
        var asked = await FedProcess.RunAsync(state, [("FED_TOKEN", cluster.Token("owner"))], [.. command, "--only", "pooled"]);

        Assert.True(exitCode == ExitCodes.Ok, error);
        var document = JsonNode.Parse(output)!;
        Assert.Equal(["majority", "alone", "federated", "left-out"], document["columns"]!.AsArray().Select(column => (string)column!));
        Assert.Equal("pooled", (string)Assert.Single(document["leftOut"]!.AsArray())!["column"]!);
        foreach (var (site, rows) in new[] { ("north", 40), ("south", 60) })
        {
            var cells = document["sites"]!.AsArray().Single(one => (string)one!["site"]! == site)!["columns"]!.AsArray();
            Assert.All(cells, cell => Assert.Equal(rows, (int)cell!["examples"]!));
        }

        Assert.Equal(ExitCodes.Usage, asked.ExitCode);
        Assert.Contains("no one silo carries all their sites", asked.Error, StringComparison.Ordinal);
    }

    private const string Spec = """
        {
          "federation": "sites",
          "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "data": { "format": "csv", "columns": [{ "a": "number" }], "target": { "column": "y", "classes": { "n": 0, "p": 1 } } },
          "clients": [{ "id": "north", "site": "north", "data": { "path": "${SITE_DATA}" } }, { "id": "south", "site": "south", "data": { "path": "${SITE_DATA}" } }],
          "rounds": 2
        }
        """;

    private static string Data(TemporaryFolder folder, string site, int rows)
    {
        File.WriteAllText(folder[$"{site}.csv"], "a,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{(i % 3 == 0 ? "p" : "n")}\n"))));
        return folder[$"{site}.csv"];
    }
}
