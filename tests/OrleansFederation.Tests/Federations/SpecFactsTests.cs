
namespace OrleansFederation.Federations;

/// <summary>What a client program reads of a spec is what the spec says.</summary>
public sealed class SpecFactsTests
{
    private const string Spec = """
        {"federation":"facts","description":"why","model":{"input":[1,28,28],"layers":["flatten",{"linear":10}],"loss":"crossEntropy"},
         "data":{"format":"digits"},"clients":{"simulate":2},"rounds":1,
         "evaluation":{"central":"test","site":"hospital","baselines":true}}
        """;

    [Fact]
    public void Facts_of_a_canonical_document_are_those_of_the_spec()
    {
        var (spec, document) = SpecReader.Read(Spec).OrThrow();

        var facts = SpecFacts.Of(document);

        Assert.Equal(
            new SpecFacts(spec.Evaluation.Site, spec.Evaluation.Central, spec.Evaluation.Baselines, IsClassification: true, spec.Description) { HasExamples = true }, facts);
        Assert.True(facts is { CentralSite: "hospital", HasCentral: true, HasBaselines: true });
    }

    [Fact]
    public void A_spec_without_a_test_set_has_none()
    {
        var (_, document) = SpecReader.Read(Spec.Replace("\"central\":\"test\"", "\"central\":\"none\"", StringComparison.Ordinal).Replace(",\"baselines\":true", "", StringComparison.Ordinal)).OrThrow();

        Assert.False(SpecFacts.Of(document).HasCentral);
    }

    [Fact]
    public void A_loss_of_ones_own_is_of_the_kind_that_it_is_said_to_be_and_data_of_a_plugin_gives_no_examples()
    {
        var plugin = $$"""{"plugin":{"name":"own","digest":"sha256:{{new string('c', 64)}}"}""";

        var (_, document) = SpecReader.Read(Spec
            .Replace("\"loss\":\"crossEntropy\"", $"\"loss\":{plugin},\"as\":\"crossEntropy\"}}", StringComparison.Ordinal)
            .Replace("{\"format\":\"digits\"}", plugin + "}", StringComparison.Ordinal)).OrThrow();

        Assert.True(SpecFacts.Of(document).IsClassification);
        Assert.False(SpecFacts.Of(document).HasExamples);
    }
}
