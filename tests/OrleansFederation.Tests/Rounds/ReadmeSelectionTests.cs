using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;

namespace OrleansFederation.Rounds;

/// <summary>What the README writes of selection works when it is pasted.</summary>
public sealed class ReadmeSelectionTests
{
    [Fact]
    public void The_example_is_read_and_says_what_it_selects()
    {
        var yaml = ReadmeSection.Yaml(ReadmeSection.Of("Whom a round selects, and how much each does"))[0];
        var sections = JsonNode.Parse(SpecFile.Parse(yaml, "readme.yaml").Json)!.AsObject();

        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, [.. sections.Select(section => (section.Key, section.Value!.ToJsonString()))])).OrThrow().Spec;

        Assert.Equal((2L << 30, 2, 10.0, 0.6, true), (spec.Sampling.Select.Memory, spec.Sampling.Select.Cores, spec.Sampling.Select.Speed, spec.Sampling.Select.Reliability, spec.Sampling.Select.PrefersReliable));
        Assert.Equal(
            "9 of 20 clients have the tags asked for (eu, not pilot); each round draws from those that meet memory 2GiB, cores 2, speed 10, reliability 0.6 when it begins; the more reliable a client, the likelier it is drawn.",
            SelectionText.Selection(spec));
        Assert.Equal("each client does as many steps as fit 30s at its pace, 5 epochs at most.", SelectionText.Budget(spec));
        Assert.Equal(
            "each client does as many steps as fit 30s at its pace, 5 epochs at most. fedavg does not take into account that some do more of them; aggregation: fednova does.",
            SelectionText.Budget(spec with { Aggregation = new("fedavg", spec.Aggregation.Arguments) }));
    }

    [Fact]
    public void A_spec_that_asks_for_nothing_says_nothing()
    {
        var spec = SpecReader.Read(SpecSamples.Small).OrThrow().Spec;

        Assert.Equal((null, null), (SelectionText.Selection(spec), SelectionText.Budget(spec)));
    }
}
