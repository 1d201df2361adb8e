using System.Text.Json.Nodes;

namespace OrleansFederation.Federations;

public sealed class BaselinesTests
{
    [Fact]
    public void They_are_plain_training_whatever_the_federation_does_and_are_valid()
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        json["clients"] = JsonNode.Parse("""{ "simulate": 5 }""");
        json["evaluation"] = JsonNode.Parse("""{ "fraction": 1, "central": "test", "baselines": true }""");
        json["server"] = "adam";
        json["stop"] = JsonNode.Parse("""{ "target": 0.9, "on": "federated" }""");
        json["gate"] = JsonNode.Parse("""{ "on": "federated", "metric": "loss" }""");
        json["attack"] = JsonNode.Parse("""{ "clients": [2], "how": "signflip" }""");

        var baselines = Baselines.Of(SpecReader.Read(json.ToJsonString()).OrThrow().Spec);

        Assert.Equal(2, baselines.Count);
        Assert.All(baselines, baseline =>
        {
            Assert.Empty(SpecReader.Read(CanonicalJson.Write(baseline).Json).Problems);
            Assert.Equal((null, null, null, null), (baseline.Server, baseline.Stop, baseline.Gate, baseline.Attack));
        });
    }
}
