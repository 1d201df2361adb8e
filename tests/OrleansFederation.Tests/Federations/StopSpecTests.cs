using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

public sealed class StopSpecTests
{
    [Fact]
    public void What_is_watched_follows_from_what_is_tested_unless_it_is_said()
    {
        var central = Read("""{ "stop": { "target": 0.9 }, "evaluation": { "central": "test" } }""").OrThrow().Spec;
        var clients = Read("""{ "stop": { "patience": 2 }, "gate": { "worse": 0.1, "metric": "auroc" }, "evaluation": { "fraction": 1 } }""").OrThrow().Spec;

        Assert.Equal(new WatchSpec("accuracy", WatchedSet.Central), central.Stop!.Watch);
        Assert.Equal((new WatchSpec("accuracy", WatchedSet.Federated), "best", 2), (clients.Stop!.Watch, clients.Stop.Alias, clients.Stop.Patience));
        Assert.Equal(new GateSpec(new("auroc", WatchedSet.Federated), 0.1), clients.Gate);
    }

    [Theory]
    [InlineData("""{ "stop": { "metric": "loss", "target": 0.5, "patience": 3, "improvement": 0.01, "time": "1h30m", "alias": "champion", "on": "central" }, "evaluation": { "central": "test" } }""")]
    [InlineData("""{ "gate": { "metric": "brier", "worse": 0.25 }, "evaluation": { "fraction": 0.5 } }""")]
    public void The_canonical_form_reads_back(string extra)
    {
        var (spec, document) = Read(extra).OrThrow();
        var (again, repeated) = SpecReader.Read(document.Json).OrThrow();

        Assert.Equal(document, repeated);
        Assert.Equal((spec.Stop, spec.Gate), (again.Stop, again.Gate));
    }

    [Theory]
    [InlineData("""{ "stop": { "target": 0.9 } }""", "stop.on")]
    [InlineData("""{ "gate": { "on": "central" }, "evaluation": { "fraction": 1 } }""", "gate.on")]
    [InlineData("""{ "stop": { "metric": "rSquared" }, "evaluation": { "fraction": 1 } }""", "stop.metric")]
    [InlineData("""{ "stop": { "metric": "speed" }, "evaluation": { "fraction": 1 } }""", "stop.metric")]
    [InlineData("""{ "stop": { "alias": "v3" }, "evaluation": { "fraction": 1 } }""", "stop.alias")]
    [InlineData("""{ "stop": { "time": "soon" }, "evaluation": { "fraction": 1 } }""", "stop.time")]
    public void What_cannot_be_watched_is_refused(string extra, string place) =>
        Assert.Equal(place, Assert.Single(Read(extra).Problems).Place);

    private static SpecResult Read(string extra)
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        foreach (var (key, value) in JsonNode.Parse(extra)!.AsObject())
        {
            json[key] = value!.DeepClone();
        }

        return SpecReader.Read(json.ToJsonString());
    }
}
