using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;
using Xunit;

namespace OrleansFederation.Personalisation;

/// <summary>What the README writes of models of the clients' own works when it is pasted.</summary>
public sealed class ReadmePersonalTests
{
    private static readonly string Section = ReadmeSection.Of("Models of the clients' own");

    [Fact]
    public void The_example_is_read_and_so_is_each_variant_that_it_is_compared_with()
    {
        var yaml = ReadmeSection.Yaml(Section)[0];
        var spec = SpecFile.Parse(yaml, "readme.yaml").Json;

        Assert.Equal(["3"], SpecReader.Read(spec).OrThrow().Spec.Model.Kept);
        var variants = Regex.Match(Section, "--compare 'personal=null,(.*?)'").Groups[1].Value.Split(",{").Select(variant => "{" + variant.TrimStart('{')).ToList();
        Assert.Equal(4, variants.Count);
        Assert.All(variants, variant => Assert.Empty(SpecReader.Read(SpecSamples.Edit(spec, ("personal", JsonNode.Parse(SpecFile.Parse($"personal: {variant}", "readme.yaml").Json)!["personal"]!.ToJsonString()))).Problems));
    }

    [Fact]
    public void Every_way_of_the_table_is_read()
    {
        var ways = Regex.Matches(Section, "^\\| `(\\{.*?\\})` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(5, ways.Count);
        Assert.All(ways, way => Assert.NotNull(Read($"personal: {way.Replace("head.*", "4.*", StringComparison.Ordinal)}\nevaluation: {{ fraction: 1 }}\n").Personal));
    }

    private static FederationSpec Read(string yaml)
    {
        var given = JsonNode.Parse(SpecFile.Parse(yaml, "readme.yaml").Json)!;
        return SpecReader.Read(SpecSamples.Edit(
            SpecSamples.Small,
            ("model.layers", """[{ "conv2d": { "out": 4, "kernel": 5 } }, { "batchnorm2d": {} }, "relu", "flatten", { "linear": 16 }, "relu", { "linear": 10 }]"""),
            ("personal", given["personal"]!.ToJsonString()),
            ("evaluation", given["evaluation"]!.ToJsonString()))).OrThrow().Spec;
    }
}
