using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;
using Xunit;

namespace OrleansFederation.Training;

/// <summary>What the README writes of local training works when it is pasted.</summary>
public sealed class ReadmeTrainingTests
{
    private static readonly string Section = ReadmeSection.Of("Local training");

    [Fact]
    public void The_example_is_read()
    {
        var yaml = ReadmeSection.Yaml(Section)[0];

        var training = SpecReader.Read(Json("training", SpecFile.Parse(yaml, "readme.yaml").Json)).OrThrow().Spec.Training;

        Assert.Equal((50, 1.0, new ProximalSpec(0.01), 0.1, 0.999), (training.Steps, training.Clip, training.Proximal, training.LabelSmoothing, training.ClassBalance));
        Assert.Equal(2, training.Schedule.Warmup);
    }

    [Fact]
    public void The_example_of_clients_that_drift_apart_is_read_and_so_is_what_may_take_its_place()
    {
        var yaml = ReadmeSection.Yaml(Section)[1];
        var instead = Regex.Match(Section, "`(dynamic: .*?)`").Groups[1].Value;

        var scaffold = SpecReader.Read(Json("training", SpecFile.Parse(yaml, "readme.yaml").Json)).OrThrow().Spec;
        var dynamic = SpecReader.Read(Json("training", SpecFile.Parse(yaml.Replace("scaffold: true", instead, StringComparison.Ordinal), "readme.yaml").Json)).OrThrow().Spec;

        Assert.Equal((true, null, "uniform"), (scaffold.Training.Scaffold, scaffold.Training.Dynamic, scaffold.Aggregation.Rule));
        Assert.Equal((false, 0.1, "uniform"), (dynamic.Training.Scaffold, dynamic.Training.Dynamic, dynamic.Aggregation.Rule));
    }

    [Fact]
    public void Every_mapping_in_the_text_is_read()
    {
        var mappings = Regex.Matches(Section, "`(\\{.*?\\}|aggregation: .*?)`").Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(7, mappings.Count);
        Assert.All(mappings, mapping =>
        {
            var written = mapping.StartsWith("aggregation", StringComparison.Ordinal) ? mapping
                : mapping.Contains("mu", StringComparison.Ordinal) && !mapping.Contains("minimum", StringComparison.Ordinal) ? $"training: {{proximal: {mapping}}}"
                : $"training: {{schedule: {mapping}}}";
            var key = written.Split(':')[0];
            Assert.Empty(SpecReader.Read(Json(key, SpecFile.Parse(written, "readme.yaml").Json)).Problems);
        });
    }

    private static string Json(string key, string section) =>
        SpecSamples.Edit(SpecSamples.Small, ("rounds", "100"), (key, System.Text.Json.Nodes.JsonNode.Parse(section)![key]!.ToJsonString()));
}
