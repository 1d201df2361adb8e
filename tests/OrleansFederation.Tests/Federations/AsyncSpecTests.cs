using OrleansFederation.CrossValidation;
using OrleansFederation.Errors;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Asynchronous federations in specs.</summary>
public sealed class AsyncSpecTests
{
    [Theory]
    [InlineData("{}", 10, null, 20)]
    [InlineData("""{ "buffer": 3, "concurrency": 7, "staleness": 0 }""", 3, 7, 0)]
    [InlineData("""{ "concurrency": 12, "staleness": 100 }""", 10, 12, 100)]
    public void It_is_read_and_read_again_from_what_is_kept(string json, int buffer, int? concurrency, int staleness)
    {
        var (spec, document) = Read(("async", json)).OrThrow();
        var (again, repeated) = SpecReader.Read(document.Json).OrThrow();

        Assert.Equal(new AsyncSpec { Buffer = buffer, Concurrency = concurrency, Staleness = staleness }, spec.Async);
        Assert.Equal((document, spec.Async, spec.Sampling), (repeated, again.Async, again.Sampling));
        Assert.Equal((buffer, buffer), (spec.Sampling.Minimum, CohortSelection.Wanted(spec.Sampling, 12)));
    }

    [Fact]
    public void Specs_without_it_keep_their_digests()
    {
        var document = Read().OrThrow().Document;

        Assert.DoesNotContain("async", document.Json, StringComparison.Ordinal);
        Assert.Equal(document.Digest, Read(("async", "null")).OrThrow().Document.Digest);
    }

    [Theory]
    [InlineData("async.buffer", """{ "async": { "buffer": 13 } }""", "13 updates fill the buffer, but 12 clients take part")]
    [InlineData("async.concurrency", """{ "async": { "concurrency": 13 } }""", "13 clients are to train at a time, but 12 clients take part")]
    [InlineData("async.concurrency", """{ "async": { "concurrency": 9 } }""", "9 clients at a time never fill a buffer of 10")]
    [InlineData("sampling.minimum", """{ "async": {}, "sampling": { "minimum": 5 } }""", "as many updates as its buffer holds")]
    [InlineData("sampling.count", """{ "async": {}, "sampling": { "count": 11 } }""", "follows from async.concurrency")]
    [InlineData("sampling.fraction", """{ "async": {}, "sampling": { "fraction": 0.5 } }""", "follows from async.concurrency")]
    [InlineData("sampling.overSelection", """{ "async": {}, "sampling": { "overSelection": 0.5, "onError": "dynamic" } }""", "counts in a later one")]
    [InlineData("sampling.grace", """{ "async": {}, "sampling": { "grace": "1s", "onError": "dynamic" } }""", "as soon as its buffer is full")]
    [InlineData("defence", """{ "async": {}, "defence": { "scores": ["norm"] } }""", "late ones are unlike fresh ones")]
    [InlineData("training.scaffold", """{ "async": {}, "training": { "optimizer": "sgd", "scaffold": true } }""", "one and the same round")]
    [InlineData("training.dynamic", """{ "async": {}, "training": { "dynamic": 0.1 } }""", "one and the same round")]
    [InlineData("training.budget", """{ "async": {}, "training": { "budget": "10s" } }""", "no time to fit work to")]
    [InlineData("personal", """{ "async": {}, "personal": { "ditto": 0.1 }, "evaluation": { "fraction": 1 } }""", "while it trains beside the test")]
    [InlineData("attack", """{ "async": {}, "attack": { "clients": 0.2, "how": "alie" } }""", "each begins when it is idle")]
    [InlineData("aggregation", """{ "async": {}, "aggregation": "median" }""", "a late one looks like a wrong one")]
    [InlineData("aggregation", """{ "async": {}, "aggregation": { "krum": 1 } }""", "a late one looks like a wrong one")]
    [InlineData("aggregation", """{ "async": {}, "aggregation": { "qfedavg": { "learningRate": 0.1 } } }""", "losses of one and the same model")]
    public void What_cannot_be_is_refused_before_a_federation_begins(string place, string extra, string cause)
    {
        var problem = Assert.Single(Read([.. Members(extra)]).Problems);

        Assert.Equal((FederationErrors.UnsafeCombination.Code, place), (problem.Code, problem.Place));
        Assert.Contains(cause, problem.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async", "{}")]
    [InlineData("defence", "{}")]
    public void Clients_that_cannot_be_counted_are_told_of_and_no_more(string section, string content)
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("clients", """{ "simulate": 12, "sites": [] }"""), ("sampling", """{ "select": { "tags": ["eu"] } }"""), (section, content));

        Assert.Contains(SpecReader.Read(json).Problems, problem => problem.Place.StartsWith("clients", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("async.buffer", "0")]
    [InlineData("async.staleness", "101")]
    [InlineData("async.staleness", "-1")]
    [InlineData("async.bufer", "3")]
    [InlineData("async", "true")]
    public void A_value_or_key_that_is_none_is_told(string path, string json) => Assert.Equal(path, Assert.Single(Read((path, json)).Problems).Place);

    [Theory]
    [InlineData("fedavg")]
    [InlineData("uniform")]
    [InlineData("fednova")]
    public void Linear_rules_that_know_of_staleness_are_taken(string rule) => Assert.Empty(Read(("async", "{}"), ("aggregation", $"\"{rule}\"")).Problems);

    [Fact]
    public void What_it_is_compared_with_waits_for_its_clients_and_folds_of_fewer_fill_a_smaller_buffer()
    {
        var spec = Read(("async", """{ "buffer": 10, "concurrency": 12 }""")).OrThrow().Spec;

        Assert.All(Baselines.Of(spec with { Evaluation = spec.Evaluation with { Baselines = true } }), baseline => Assert.Null(baseline.Async));
        var tables = SpecReader.Read("""
            {
              "federation": "folds",
              "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
              "data": { "format": "csv", "path": "/x", "columns": [{ "a": "number" }, { "y": { "category": ["0", "1"] } }], "target": "y" },
              "clients": { "simulate": 4 },
              "rounds": 2,
              "async": { "buffer": 4 }
            }
            """).OrThrow().Spec;
        foreach (var run in ValidationPlan.Of(tables, new(2, 1, 1, Enum.GetValues<ValidationColumn>())))
        {
            Assert.Empty(SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems);
            Assert.Equal(run.Column is ValidationColumn.Federated ? 4 : run.Column is ValidationColumn.LeftOut ? 3 : null, run.Spec.Async?.Buffer);
        }
    }

    private static IEnumerable<(string, string?)> Members(string json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject().Select(member => (member.Key, (string?)member.Value!.ToJsonString()));

    private static SpecResult Read(params (string Path, string? Json)[] edits) =>
        SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, [("clients.simulate", "12"), .. edits]));
}
