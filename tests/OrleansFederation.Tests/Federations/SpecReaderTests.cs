using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

public sealed class SpecReaderTests
{
    [Fact]
    public void A_small_spec_gets_every_default()
    {
        var spec = SpecReader.Read(SpecSamples.Small).OrThrow().Spec;

        Assert.Equal(("small", "small", 1L), (spec.Name, spec.Model.Name, spec.Seed));
        Assert.Equal(new SamplingSpec(), spec.Sampling);
        Assert.Equal(new TrainingSpec(), spec.Training);
        Assert.Equal(new(), spec.Evaluation);
        Assert.Equal(PartitionKind.Iid, spec.Clients.Partition.Kind);
        Assert.Null(spec.Retention.Last);
    }

    [Fact]
    public void Every_key_reaches_the_spec()
    {
        var spec = SpecReader.Read(SpecSamples.Full).OrThrow().Spec;

        Assert.Equal(("full", "Every key", 7L, "reader", 5, "fedavg"), (spec.Name, spec.Description, spec.Seed, spec.Model.Name, spec.Rounds, spec.Aggregation.Rule));
        Assert.Equal(("digits", 300, 100, new NormalizeSpec(0.1307, 0.3081)), (spec.Data!.Format, spec.Data.Train, spec.Data.Test, spec.Data.Normalize));
        Assert.Equal((4, "north", 0.5), (spec.Clients.Simulate, spec.Clients.Site, spec.Clients.Partition.Alpha));
        Assert.Equal([0, 1, 3], spec.Clients.Only!);
        Assert.Equal(
            new SamplingSpec { Fraction = 0.7, Minimum = 2, OverSelection = 0.5, Grace = TimeSpan.FromSeconds(90), Deadline = TimeSpan.FromMinutes(90), OnError = ErrorPolicy.Dynamic },
            spec.Sampling);
        Assert.Equal(
            new TrainingSpec { Optimizer = OptimizerKind.AdamW, LearningRate = 0.001, BatchSize = 16, Epochs = 2, WeightDecay = 0.01, Beta1 = 0.8, Beta2 = 0.99 },
            spec.Training);
        Assert.Equal(new() { Fraction = 0.5, Minimum = 1, Central = true, Site = "north", Baselines = true }, spec.Evaluation);
        Assert.Equal(3, spec.Retention.Last);
    }

    [Fact]
    public void Layers_are_read_in_all_their_short_forms()
    {
        var layers = SpecReader.Read(SpecSamples.Full).OrThrow().Spec.Model.Layers;

        Assert.Equal(["conv2d", "relu", "maxpool2d", "dropout", "flatten", "linear"], layers.Select(layer => layer.Kind));
        Assert.Equal((4, 3, 1, 0), (layers[0].Arguments["out"], layers[0].Arguments["kernel"], layers[0].Arguments["stride"], layers[0].Arguments["bias"]));
        Assert.Equal((2, 0), (layers[2].Arguments["kernel"], layers[2].Arguments["stride"]));
        Assert.Equal(0.25, layers[3].Arguments["rate"]);
        Assert.Equal((10, 1), (layers[5].Arguments["out"], layers[5].Arguments["bias"]));
    }

    [Fact]
    public void Listed_clients_are_ordered_by_id()
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("clients", """[{ "id": "b", "site": "s2", "data": { "format": "idx", "path": "/b" } }, { "id": "a", "site": "s1", "data": { "format": "idx", "path": "/a" } }]"""));

        var spec = SpecReader.Read(json).OrThrow().Spec;

        Assert.Equal(["a", "b"], spec.Clients.Listed!.Select(client => client.Id));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"test\"", true)]
    [InlineData("false", false)]
    [InlineData("\"none\"", false)]
    public void Central_evaluation_is_written_as_a_word_or_a_truth_value(string json, bool expected) =>
        Assert.Equal(expected, SpecReader.Read(SpecSamples.With("evaluation.central", json)).OrThrow().Spec.Evaluation.Central);

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("rounds", null), ("trainning", "{}"), ("training.learningRate", "\"fast\""), ("sampling.minimum", "9"), ("model.layers", """[{ "linear": 10 }]"""));

        var result = SpecReader.Read(json);

        Assert.Null(result.Spec);
        Assert.Null(result.Document);
        Assert.Equal(
            ["FED1001 trainning", "FED1002 training.learningRate", "FED1003 rounds", "FED1005 model.layers[0]", "FED1009 sampling.minimum"],
            result.Problems.Select(problem => $"{problem.Code} {problem.Place}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_misspelt_key_names_what_was_meant()
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("training.learning_rate", "0.1")).Problems);

        Assert.Equal(("FED1001", "training.learning_rate"), (problem.Code, problem.Place));
        Assert.Contains("learningRate", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_the_wrong_section_names_the_right_one()
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("batchSize", "32")).Problems);

        Assert.Contains("training.batchSize", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_refused()
    {
        var problem = Assert.Single(SpecReader.Read("""{ "rounds": 3, """ + SpecSamples.Small[1..]).Problems);

        Assert.Equal(("FED1002", "rounds"), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{\n  \"a\": nope }", "line 2")]
    [InlineData("", "line 1")]
    [InlineData("{} {}", "line 1")]
    [InlineData("{ \"federation\": \"\\ud800\" }", "(spec)")]
    public void Malformed_json_is_FED1007_with_its_place(string json, string place)
    {
        var problem = Assert.Single(SpecReader.Read(json).Problems);

        Assert.Equal("FED1007", problem.Code);
        Assert.Contains(place, problem.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_gives_its_spec_again()
    {
        var (spec, document) = SpecReader.Read(SpecSamples.Full).OrThrow();

        var again = SpecReader.FromCanonical(document);

        Assert.Equal(SpecReader.Read(document.Json).Document, document);
        Assert.Equal(spec.Sampling, again.Sampling);
        Assert.Same(again, SpecReader.FromCanonical(document with { }));
    }

    [Fact]
    public void A_document_whose_text_does_not_match_its_digest_is_refused()
    {
        var document = SpecReader.Read(SpecSamples.Small).OrThrow().Document;

        var fault = Assert.Throws<FederationException>(() => SpecReader.FromCanonical(document with { Json = document.Json.Replace("\"rounds\":2", "\"rounds\":3", StringComparison.Ordinal) }));

        Assert.Equal("FED2006", fault.Code);
    }

    [Fact]
    public void The_cache_of_documents_is_bounded()
    {
        SpecCache cache = new(capacity: 2);
        var reads = 0;
        FederationSpec Read(SpecDocument document)
        {
            reads++;
            return SpecReader.FromCanonical(document);
        }

        var documents = Enumerable.Range(1, 3).Select(seed => SpecReader.Read(SpecSamples.With("seed", $"{seed}")).OrThrow().Document).ToList();
        foreach (var document in documents.Concat(documents))
        {
            cache.Get(document, Read);
        }

        Assert.Equal(6, reads);
    }

    [Fact]
    public void A_spec_too_large_for_a_grains_state_is_refused()
    {
        var clients = Enumerable.Range(0, 900).Select(i => $$"""{ "id": "client-{{i}}", "site": "s", "data": { "format": "idx", "path": "/data/{{new string('x', 60)}}" } }""");

        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("clients", $"[{string.Join(',', clients)}]")).Problems);

        Assert.Equal(("FED1002", "(spec)"), (problem.Code, problem.Place));
    }
}
