using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;
using Xunit;

namespace OrleansFederation.Clustering;

/// <summary>What the README writes of clusters works when it is pasted.</summary>
public sealed class ReadmeClusteringTests
{
    private static readonly string Section = ReadmeSection.Of("Clusters of clients");

    [Fact]
    public void The_example_is_read_and_so_is_each_variant_that_it_is_compared_with()
    {
        var spec = SpecFile.Parse(ReadmeSection.Yaml(Section)[0], "readme.yaml").Json;

        Assert.Equal(new ClusteringSpec { Ifca = 3 }, SpecReader.Read(spec).OrThrow().Spec.Clusters);
        var variants = Regex.Match(Section, "--compare 'clusters=null,(.*?)'").Groups[1].Value.Split(",{").Select(variant => "{" + variant.TrimStart('{')).ToList();
        Assert.Equal(3, variants.Count);
        Assert.All(variants, variant => Assert.Empty(SpecReader.Read(With(spec, variant)).Problems));
    }

    [Fact]
    public void Every_way_of_the_table_is_read()
    {
        var spec = SpecFile.Parse(ReadmeSection.Yaml(Section)[0], "readme.yaml").Json;
        var ways = Regex.Matches(Section, "^\\| `(\\{.*?\\})` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(3, ways.Count);
        Assert.All(ways, way => Assert.NotNull(SpecReader.Read(With(spec, way)).OrThrow().Spec.Clusters));
    }

    private static string With(string spec, string clusters) =>
        SpecSamples.Edit(spec, ("clusters", JsonNode.Parse(SpecFile.Parse($"clusters: {clusters}", "readme.yaml").Json)!["clusters"]!.ToJsonString()));
}
