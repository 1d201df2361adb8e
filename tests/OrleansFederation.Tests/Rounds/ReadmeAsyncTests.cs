using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansFederation.Aggregation;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;

namespace OrleansFederation.Rounds;

/// <summary>What the README writes of asynchronous rounds works when it is pasted, and is so.</summary>
public sealed class ReadmeAsyncTests
{
    private static readonly string Section = ReadmeSection.Of("Asynchronous rounds");

    [Fact]
    public void The_example_is_read()
    {
        var yaml = ReadmeSection.Yaml(Section)[0];
        (string, string?)[] edits = [.. JsonNode.Parse(SpecFile.Parse(yaml, "readme.yaml").Json)!.AsObject().Select(member => (member.Key, (string?)member.Value!.ToJsonString()))];

        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, edits)).OrThrow().Spec;

        Assert.Equal(new AsyncSpec { Buffer = 10, Concurrency = 30, Staleness = 20 }, spec.Async);
    }

    [Fact]
    public void The_rules_it_names_are_those_that_take_late_updates()
    {
        var sentence = Regex.Match(Section, "^(.*) take late updates", RegexOptions.Multiline).Groups[1].Value;

        Assert.Equal(AggregationRules.All.Where(rule => rule.TakesStaleness).Select(rule => rule.Name), Regex.Matches(sentence, "`([a-z]+)`").Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }
}
