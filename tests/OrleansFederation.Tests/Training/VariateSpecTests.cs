using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Optimizers;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>SCAFFOLD and FedDyn in a spec, and what goes on with them from round to round.</summary>
public sealed class VariateSpecTests
{
    public static TheoryData<string, TrainingSpec, string[]> Written => new()
    {
        { """{ "scaffold": true, "momentum": 0.5, "weightDecay": 0.01 }""", new() { Scaffold = true, Momentum = 0.5, WeightDecay = 0.01 }, ["control"] },
        { """{ "dynamic": 0.1, "optimizer": "adam", "clip": 1 }""", new() { Dynamic = 0.1, Optimizer = OptimizerKind.Adam, Clip = 1 }, ["dynamic"] },
        { """{ "dynamic": { "alpha": 0.1 } }""", new() { Dynamic = 0.1 }, ["dynamic"] },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void It_is_read_with_the_plain_mean_and_its_canonical_form_reads_back(string json, TrainingSpec expected, string[] kept)
    {
        var (spec, document) = SpecReader.Read(SpecSamples.With("training", json)).OrThrow();

        Assert.Equal((expected, "uniform"), (spec.Training, spec.Aggregation.Rule));
        Assert.Equal(kept, ClientStates.Of(spec));
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.Equal(document, SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", json), ("aggregation", "\"uniform\""))).OrThrow().Document);
        Assert.Equal(expected, SpecReader.FromCanonical(document).Training);
    }

    [Fact]
    public void What_changes_nothing_leaves_the_digest_as_it_is()
    {
        var (spec, document) = SpecReader.Read(SpecSamples.With("training", """{ "scaffold": false }""")).OrThrow();

        Assert.Equal(SpecReader.Read(SpecSamples.Small).OrThrow().Document, document);
        Assert.Equal(("fedavg", 0), (spec.Aggregation.Rule, ClientStates.Of(spec).Count));
    }

    [Theory]
    [InlineData("""{ "dynamic": 0 }""", "FED1002", "training.dynamic")]
    [InlineData("""{ "dynamic": {} }""", "FED1003", "training.dynamic.alpha")]
    [InlineData("""{ "scaffold": 1 }""", "FED1002", "training.scaffold")]
    [InlineData("""{ "scaffold": true, "dynamic": 0.1 }""", "FED1009", "training.dynamic")]
    [InlineData("""{ "scaffold": true, "proximal": 0.1 }""", "FED1009", "training.proximal")]
    [InlineData("""{ "dynamic": 0.1, "proximal": 0.1 }""", "FED1009", "training.proximal")]
    [InlineData("""{ "scaffold": true, "clip": 1 }""", "FED1009", "training.clip")]
    [InlineData("""{ "scaffold": true, "optimizer": "adamw" }""", "FED1009", "training.scaffold")]
    public void A_wrong_objective_is_one_problem(string training, string code, string told)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("training", training)).Problems);

        Assert.Equal((code, told), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("""{ "scaffold": true }""", "aggregation", "\"fedavg\"")]
    [InlineData("""{ "scaffold": true }""", "aggregation", "\"median\"")]
    [InlineData("""{ "scaffold": true }""", "filters", "[\"int8\"]")]
    [InlineData("""{ "scaffold": true }""", "attack", """{ "how": "alie", "clients": [0, 1] }""")]
    [InlineData("""{ "dynamic": 0.1 }""", "aggregation", "\"fednova\"")]
    [InlineData("""{ "dynamic": 0.1 }""", "server", "\"adam\"")]
    [InlineData("""{ "dynamic": 0.1 }""", "filters", "[\"fp16\"]")]
    public void What_would_make_it_false_is_refused(string training, string key, string value)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", training), (key, value))).Problems);

        Assert.Equal(("FED1009", key), (problem.Code, problem.Place));
    }

    [Fact]
    public void A_server_optimiser_goes_with_scaffold() =>
        Assert.Empty(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", """{ "scaffold": true }"""), ("server", "\"momentum\""))).Problems);

    [Fact]
    public void Baselines_have_nobody_to_drift_apart()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", """{ "scaffold": true }"""), ("evaluation.baselines", "true"))).OrThrow().Spec;

        Assert.All(Baselines.Of(spec), baseline => Assert.Empty(ClientStates.Of(baseline)));
        Assert.Equal(2, Baselines.Of(spec).Count);
    }

    [Fact]
    public void After_a_version_that_is_held_back_what_goes_with_the_clients_goes_on_and_the_optimiser_does_not()
    {
        var (spec, document) = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", """{ "scaffold": true }"""), ("server", "\"momentum\""))).OrThrow();
        FederationState state = new() { Spec = document, Head = new("head", 1), Server = [new("momentum", new("m1", 1)), new("control", new("c1", 1))] };
        RoundOutcome outcome = new(2, RoundPhase.Committed, 2, new("worse", 1), null, new() { Round = 2, Phase = RoundPhase.Committed })
        {
            Server = [new("momentum", new("m2", 1)), new("control", new("c2", 1))],
        };

        var held = state.After(spec, outcome with { HeldBack = "it is worse" }).NextPlan("test");
        var promoted = state.After(spec, outcome).NextPlan("test");

        Assert.Equal(("head", "m1", "c2"), (held.Base.Digest, Of(held.Server, "momentum"), Of(held.Server, "control")));
        Assert.Equal(("worse", "m2", "c2"), (promoted.Base.Digest, Of(promoted.Server, "momentum"), Of(promoted.Server, "control")));
    }

    [Fact]
    public void Steps_that_a_receipt_does_not_tell_are_refused()
    {
        var refusal = Assert.Throws<Errors.FederationException>(() => ControlVariates.Steps([new(5) { LocalSteps = 3 }, new(5) { LocalSteps = 0 }]));

        Assert.Equal(("FED3013", "contributor 1"), (refusal.Code, refusal.Problems[0].Place));
    }

    private static string Of(IReadOnlyList<ServerVector> vectors, string name) => vectors.Single(vector => vector.Name == name).File.Digest;
}
