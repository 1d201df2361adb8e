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
    private static readonly string Section = Find();

    [Fact]
    public void The_example_is_read()
    {
        var yaml = Regex.Match(Section, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
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

    private static string Find()
    {
        var text = File.ReadAllText(Path.Combine(TestFiles.Repository, "README.md"));
        text = text[text.IndexOf("### Asynchronous rounds", StringComparison.Ordinal)..];
        return text[..text.IndexOf("\n### ", 1, StringComparison.Ordinal)];
    }
}
