using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Reports;

namespace OrleansFederation.Data;

/// <summary>What reading each client's data found, told by its site with every training: counts, and no value.</summary>
public sealed class ClientDataTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    [Fact]
    public async Task The_round_says_what_each_client_dropped_lacks_and_keeps()
    {
        // The south has rows without a target, and the north nobody who is sick.
        await File.WriteAllLinesAsync(_files["south.csv"], ["age,sick", .. Enumerable.Range(0, 40).Select(i => $"{20 + i},{i % 2}"), "90,?", "91,?"], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_files["north.csv"], ["age,sick", "?,0", .. Enumerable.Range(0, 30).Select(i => $"{20 + i},0")], TestContext.Current.CancellationToken);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(Spec())).Status);

        var clients = (await silo.Grains.GetGrain<Rounds.IRoundGrain>(Naming.GrainKeys.Round("tiny", 2)).GetAsync())!.Clients.ToDictionary(client => client.Client, client => client.Data!);
        Assert.Equal((40, 31), (clients["south"].Examples, clients["north"].Examples));
        Assert.Equal([KeyValuePair.Create("target missing", 2L)], clients["south"].Dropped);
        Assert.Equal([KeyValuePair.Create("age", 1L)], clients["north"].Missing);
        Assert.Equal([1], clients["north"].AbsentClasses());
        Assert.Equal([20L, 20L], clients["south"].Classes);

        // All of it belongs to clients: there is no example to show in the middle.
        PrincipalContext.Current = RunningSilo.Owner;
        var refused = await Assert.ThrowsAsync<FederationException>(() => silo.Federation().GetExampleAsync(3, TestContext.Current.CancellationToken));
        Assert.Equal("FED6001", refused.Code);
        Assert.Contains("--input", refused.Problems[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_watch_are_told_how_far_a_first_reading_is()
    {
        await File.WriteAllLinesAsync(_files["south.csv"], ["age,sick", .. Enumerable.Range(0, 60_000).Select(i => $"{20 + (i % 70)},{i % 2}")], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_files["north.csv"], ["age,sick", .. Enumerable.Range(0, 30).Select(i => $"{20 + i},{i % 2}")], TestContext.Current.CancellationToken);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        Assert.Empty((await silo.Federation().StartAsync(Spec(), TestContext.Current.CancellationToken)).Problems);
        var events = await silo.WaitForEndAsync();

        var told = events.Where(each => each.Kind == FederationEventKind.DataReading).ToList();
        Assert.Contains(told, each => each is { Client: "south", Round: 1, Fraction: 1 });
        Assert.All(told, each => Assert.InRange(each.Fraction!.Value, 0, 1));
        Assert.DoesNotContain(events, each => each.Kind == FederationEventKind.DataReading && each.Round == 2);
    }

    [Fact]
    public void The_report_has_a_table_of_it()
    {
        var data = Console.ReportSamples.Data();
        var found = new DataSummary
        {
            Examples = 40,
            Dropped = new Dictionary<string, long> { ["target missing"] = 2 },
            Missing = Enumerable.Range(1, 6).ToDictionary(i => $"c{i}", i => (long)i),
            Classes = [40, 0],
        };
        var last = data.Last! with { Clients = [data.Last.Clients[0] with { Data = found }, .. data.Last.Clients.Skip(1)] };

        var table = ReportContent.Of(data with { Last = last }).OfType<TablePart>().Single(table => table.Columns.Contains("dropped"));

        Assert.Equal(["40", "2 target missing", "6 c6, 5 c5, 4 c4, 3 c3, 3 in 2 more", "1"], Assert.Single(table.Rows).Skip(1));
        Assert.DoesNotContain(ReportContent.Of(data).OfType<TablePart>(), table => table.Columns.Contains("dropped"));
    }

    public void Dispose() => _files.Dispose();

    private string Spec() => $$"""
        {
          "federation": "tiny",
          "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "data": {
            "format": "csv", "missing": ["?"], "columns": [{ "age": "number" }, { "sick": "number" }],
            "target": { "column": "sick", "classes": { "0": 0, "1": 1 } }
          },
          "clients": [
            { "id": "south", "site": "south", "data": { "path": "{{_files["south.csv"]}}" } },
            { "id": "north", "site": "north", "data": { "path": "{{_files["north.csv"]}}" } }
          ],
          "rounds": 2,
          "evaluation": { "fraction": 1, "minimum": 2 }
        }
        """;
}
