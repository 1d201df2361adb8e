using System.Text.Json.Nodes;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Telemetry;

/// <summary>Logs for machines.</summary>
public sealed partial class LogTests(PostgresServer postgres)
{
    [Fact]
    public async Task Logs_in_json_are_an_object_a_line()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("coordinator", ("FED_TELEMETRY__LOGS", "json"));
        await silo.TerminateAsync();

        var entries = silo.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(Entry(line))!).ToArray();

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.NotNull(entry["LogLevel"]));
    }

    // The fixture dates the lines that it keeps.
    private static string Entry(string line) => Dated().Replace(line, "");

    [System.Text.RegularExpressions.GeneratedRegex(@"^\d\d:\d\d:\d\d\S* ")]
    private static partial System.Text.RegularExpressions.Regex Dated();

    [Fact]
    public async Task A_form_of_logs_that_does_not_exist_is_named()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StartCoordinatorAsync("coordinator", ("FED_TELEMETRY__LOGS", "xml")));

        Assert.Contains("Telemetry:Logs is text or json", cluster.Silos["coordinator"].Log, StringComparison.Ordinal);
    }
}
