using OrleansFederation.Aggregation;
using OrleansFederation.Federations;

namespace OrleansFederation.Clustering;

public sealed class ClusteringSpecTests
{
    public static TheoryData<string, ClusteringSpec> Written => new()
    {
        { """{ "ifca": 3 }""", new() { Ifca = 3 } },
        { """{ "ifca": 3, "after": 2 }""", new() { Ifca = 3, After = 2 } },
        { """{ "similarity": 2, "after": 4 }""", new() { Similarity = 2, After = 4 } },
        { """{ "similarity": 2 }""", new() { Similarity = 2, After = ClusteringSpec.UsualAfter } },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_way_to_clusters_is_read_and_its_canonical_form_reads_back(string json, ClusteringSpec expected)
    {
        var (spec, document) = SpecReader.Read(With(json)).OrThrow();

        Assert.Equal(expected, spec.Clusters);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.NotEqual(SpecReader.Read(With("null")).OrThrow().Document, document);
    }

    [Fact]
    public void Without_one_the_digest_stays_as_it_is() =>
        Assert.Equal(SpecReader.Read(SpecSamples.Small).OrThrow().Document, SpecReader.Read(SpecSamples.With("clusters", "null")).OrThrow().Document);

    [Theory]
    [InlineData("{}", "FED1002", "clusters")]
    [InlineData("""{ "after": 2 }""", "FED1009", "clusters")]
    [InlineData("""{ "ifca": 2, "similarity": 2 }""", "FED1009", "clusters")]
    [InlineData("""{ "ifca": 2, "after": 9 }""", "FED1009", "clusters.after")]
    [InlineData("""{ "ifca": 1 }""", "FED1002", "clusters.ifca")]
    [InlineData("""{ "ifca": 17 }""", "FED1002", "clusters.ifca")]
    [InlineData("""{ "ifca": 7 }""", "FED1009", "clusters")]
    [InlineData("""{ "similarity": 2, "after": 0 }""", "FED1002", "clusters.after")]
    [InlineData("""{ "similarity": 2, "after": 9 }""", "FED1009", "clusters.after")]
    [InlineData("""{ "kmeans": 2 }""", "FED1001", "clusters.kmeans")]
    public void What_cannot_be_is_one_problem(string json, string code, string told)
    {
        var problem = Assert.Single(SpecReader.Read(With(json)).Problems);

        Assert.Equal((code, told), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("ifca", "evaluation", """{ "fraction": 1, "central": "test" }""", "evaluation.central")]
    [InlineData("ifca", "stop", """{ "patience": 3 }""", "stop")]
    [InlineData("ifca", "gate", """{ "worse": 0.1 }""", "gate")]
    [InlineData("ifca", "defence", """{ "scores": ["norm"] }""", "defence")]
    [InlineData("ifca", "training.scaffold", "true", "training.scaffold")]
    [InlineData("similarity", "training.dynamic", "0.1", "training.dynamic")]
    [InlineData("ifca", "personal", """{ "ditto": 1 }""", "personal")]
    [InlineData("similarity", "personal", """{ "keep": ["1"] }""", null)]
    [InlineData("ifca", "filters", """["int8"]""", "filters")]
    [InlineData("similarity", "filters", """["int8"]""", "filters")]
    [InlineData("ifca", "async", """{ "buffer": 3 }""", "async")]
    [InlineData("ifca", "model.from", """{ "version": "other@1" }""", "clusters.ifca")]
    [InlineData("ifca", "model.lora", """{ "rank": 2 }""", "clusters.ifca")]
    [InlineData("similarity", "sampling", """{ "minimum": 1, "fraction": 0.2 }""", "clusters.similarity")]
    [InlineData("warm", "sampling", """{ "minimum": 1, "fraction": 0.2 }""", "clusters.ifca")]
    [InlineData("warm", "filters", """["int8"]""", "filters")]
    public void What_does_not_go_with_clusters_is_refused_with_the_remedy(string way, string key, string json, string? told)
    {
        var problems = SpecReader.Read(SpecSamples.Edit(With(Way(way)), (key, json))).Problems;

        Assert.Contains(problems, problem => problem.Code == "FED1009" && (told is null || problem.Place == told));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Remedy));
    }

    [Theory]
    [InlineData("ifca", "personal", """{ "finetune": 1 }""")]
    [InlineData("ifca", "filters", """[{ "int8": { "errorFeedback": 0 } }]""")]
    [InlineData("similarity", "filters", """[{ "topk": { "errorFeedback": 0 } }]""")]
    [InlineData("ifca", "server", "\"adam\"")]
    [InlineData("ifca", "aggregation", "\"median\"")]
    [InlineData("similarity", "model.from", """{ "version": "other@1" }""")]
    [InlineData("ifca", "model.from", """{ "version": "other@1", "fresh": ["1"] }""")]
    [InlineData("warm", "model.from", """{ "version": "other@1" }""")]
    public void What_goes_with_clusters_is_read(string way, string key, string json) =>
        Assert.Empty(SpecReader.Read(SpecSamples.Edit(With(Way(way)), (key, json))).Problems);

    [Fact]
    public void Baselines_train_one_model()
    {
        var spec = SpecReader.Read(With("""{ "ifca": 2 }""")).OrThrow().Spec;

        Assert.All(Baselines.Of(spec with { Evaluation = spec.Evaluation with { Baselines = true } }), baseline => Assert.Null(baseline.Clusters));
    }

    [Fact]
    public void What_the_rule_bears_is_said_of_each_cluster()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(With("""{ "ifca": 2 }"""), ("aggregation", """{ "krum": { "byzantine": 1 } }"""), ("sampling", """{ "minimum": 6 }"""))).OrThrow().Spec;

        Assert.EndsWith("Each cluster is aggregated by itself, and bears what its own updates let it; one of fewer than 5 keeps its model.", ToleranceText.Of(spec), StringComparison.Ordinal);
    }

    private static string Way(string way) => way switch
    {
        "ifca" => """{ "ifca": 2 }""",
        "warm" => """{ "ifca": 2, "after": 2 }""",
        _ => """{ "similarity": 2, "after": 2 }""",
    };

    private static string With(string clusters) => SpecSamples.Edit(SpecSamples.Small, ("clusters", clusters), ("clients", """{ "simulate": 6 }"""), ("rounds", "9"), ("evaluation", """{ "fraction": 1 }"""));
}
