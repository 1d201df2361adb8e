using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;
using OrleansFederation.Specs;

namespace OrleansFederation.Plugins;

/// <summary>The templates of a plugin and of a site, from <c>dotnet new</c> to a round.</summary>
public sealed class TemplateTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_of_the_template_passes_its_tests_and_trains()
    {
        using var folder = new TemplateFolder();
        await folder.MakeAsync("fed-plugin", "-n", "Hospital.Formats", "-o", "own", "--platform", AppContext.BaseDirectory.TrimEnd('/'));
        await folder.RunAsync("dotnet", ["publish", "own/Hospital.Formats", "-c", "Release", "-o", "out"]);
        var tested = await folder.RunAsync("dotnet", ["run", "--project", "own/Hospital.Formats.Tests"]);
        Assert.Contains("Failed: 0", tested, StringComparison.Ordinal);
        Assert.Equal(["Hospital.Formats.deps.json", "Hospital.Formats.dll", "Hospital.Formats.pdb", "Hospital.Formats.runtimeconfig.json"], Directory.EnumerateFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var approvals = folder["approvals.json"];
        var approved = await Console.CommandLine.RunAsync("plugin", "approve", folder["out"], "--kind", "data", "metric", "--approvals", approvals, "-o", "json");
        var digest = JsonDocument.Parse(approved.Output).RootElement.GetProperty("digest").GetString();
        var lines = folder["examples.txt"];
        await File.WriteAllLinesAsync(lines, Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 3 - 1} {(i % 3 == 1 ? 1 : -1)} {i % 3}")), Cancel);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Configure<IsolationOptions>(options => options.Approvals = approvals));

        var view = await silo.RunAsync($$"""
            {
              "federation": "tiny", "model": { "input": [2], "layers": [{ "linear": 3 }], "loss": "crossEntropy" },
              "clients": [ { "id": "tiny.one", "site": "local", "data": { "plugin": { "name": "lines", "digest": "{{digest}}", "options": { "train": "{{lines}}", "test": "{{lines}}" } } } } ],
              "rounds": 1, "training": { "optimizer": "adam", "learningRate": 0.1, "batchSize": 10, "epochs": 5 },
              "evaluation": { "fraction": 1, "metrics": [ { "plugin": { "name": "second-guess", "digest": "{{digest}}" } } ] }
            }
            """);

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        Assert.Equal(1, (await silo.RoundsAsync())[^1].Federated!.Own!.Single().Value);
    }

    [Fact]
    public async Task A_site_of_the_template_takes_part_and_keeps_what_plugins_say()
    {
        using var folder = new TemplateFolder();
        await folder.MakeAsync("fed-site", "-o", "west", "--site", "west", "--coordinator", "http://127.0.0.1:1");
        var started = await folder.RunAsync("sh", ["west/start.sh", "--name", "west-2"], ("FED", "echo"), ("FED_POSTGRES", "Host=nowhere"));
        using var site = new SampleSite().Approve();
        File.WriteAllText(folder["west/approvals.json"], await File.ReadAllTextAsync(site.Approvals.Location, Cancel));
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        var west = await cluster.StartSiteAsync("west", "west", ("FED_CONFIG", folder["west/site.json"]), ("FED_ISOLATION__APPROVALS", folder["west/approvals.json"]), ("FED_ISOLATION__FOLDER", site.Tasks));
        var client = await cluster.ConnectAsync("owner", coordinator);

        var first = await EndAsync(SpecFile.Read(folder["west/federation.yaml"]).Json, "west-first");
        var unruly = await EndAsync(site.Spec("unruly", """{ "does": "look" }""").Replace("\"local\"", "\"west\"", StringComparison.Ordinal), "tiny");

        Assert.Contains("silo run --config site.json --name west-2", started, StringComparison.Ordinal);
        Assert.True(first.Status == FederationStatus.Finished, $"{first.Failure}\n{west.Tail(20)}");
        Assert.Equal(FederationStatus.Failed, unruly.Status);
        Assert.Contains("stays at the site", unruly.Failure!.Cause, StringComparison.Ordinal);
        var seen = west.Log.Split('\n').First(line => line.Contains("it threw InvalidOperationException", StringComparison.Ordinal));
        Assert.Contains("PATH", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("FED_POSTGRES", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("FED_IDENTITY", seen, StringComparison.Ordinal);

        async Task<FederationView> EndAsync(string spec, string name)
        {
            var start = await client.StartAsync(spec, Cancel);
            Assert.Empty(start.Problems);
            await foreach (var _ in client.WatchAsync(name, 0, Cancel))
            {
            }

            return await client.GetFederationAsync(name, Cancel);
        }
    }
}
