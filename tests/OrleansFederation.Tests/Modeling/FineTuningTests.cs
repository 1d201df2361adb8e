using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Modeling;

/// <summary>What a spec says of frozen layers, adapters and what a model begins with.</summary>
public sealed class FineTuningTests
{
    private const string From = """{ "version": "base@3", "fresh": ["3"] }""";

    [Theory]
    [InlineData("3", "3.weight", true)]
    [InlineData("3", "3.0.weight", true)]
    [InlineData("3", "30.weight", false)]
    [InlineData("*.bias", "3.0.bias", true)]
    [InlineData("*.bias", "3.0.weight", false)]
    [InlineData("2.*.0", "2.1.0.weight", true)]
    [InlineData("*", "0.weight", true)]
    [InlineData("3.weight", "3.weight", true)]
    [InlineData("weight", "3.weight", false)]
    public void A_pattern_names_a_parameter_or_a_layer_that_it_is_in(string pattern, string name, bool covers) =>
        Assert.Equal(covers, NamePattern.Covers(pattern, name));

    [Fact]
    public void What_a_pattern_names_is_frozen_and_the_rest_is_not()
    {
        var plan = ModelPlan.Create(Samples.Cnn with { Freeze = ["0", "1"] });

        Assert.Equal(
            ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var"],
            plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Frozen).Select(entry => entry.Name));
    }

    [Fact]
    public void Adapters_are_trained_with_what_begins_afresh_and_nothing_else()
    {
        var plan = ModelPlan.Create(TestModels.Sequences with { From = new("base", 1, null, ["9"]), Lora = new(2, 4, ["2", "9"]) });

        Assert.Equal(
            ["2.0.1.lora_a", "2.0.1.lora_b", "2.1.1.lora_a", "2.1.1.lora_b", "2.1.3.lora_a", "2.1.3.lora_b"],
            plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable && !entry.Name.StartsWith("9.", StringComparison.Ordinal)).Select(entry => entry.Name));
        Assert.Equal([2, 6], plan.Layout.Entries.First(entry => entry.Name == "2.0.1.lora_a").Shape);
        Assert.Equal([18, 2], plan.Layout.Entries.First(entry => entry.Name == "2.0.1.lora_b").Shape);
        Assert.DoesNotContain(plan.Given(), entry => entry.Name.Contains("lora", StringComparison.Ordinal) || entry.Name.StartsWith("9.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_adapter_begins_as_nothing()
    {
        var plan = ModelPlan.Create(TestModels.Of([6], TestModels.Layer("linear", ("out", 4))) with { Lora = new(2, 4, ["*"]) });
        var outer = plan.Layout.Entries.First(entry => entry.Name == "0.lora_b");

        Assert.All(plan.Initialise(1).AsSpan(outer.Offset, outer.Length).ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("from", From)]
    [InlineData("from", """{ "safetensors": "${FED_DATA}/base.safetensors" }""")]
    [InlineData("freeze", """["1", "*.bias"]""")]
    public void The_canonical_form_reads_back_as_itself_and_has_a_digest_of_its_own(string key, string json)
    {
        var document = SpecReader.Read(Spec((key, json))).OrThrow().Document;

        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.NotEqual(SpecReader.Read(Spec()).OrThrow().Document.Digest, document.Digest);
    }

    [Fact]
    public void A_layer_may_be_given_as_a_number() =>
        Assert.Equal(SpecReader.Read(Spec(("freeze", """["1"]"""))).OrThrow().Document.Digest, SpecReader.Read(Spec(("freeze", "[1]"))).OrThrow().Document.Digest);

    [Fact]
    public void Adapters_have_their_defaults_in_the_canonical_form()
    {
        var document = SpecReader.Read(Spec(("from", From), ("lora", "{}"))).OrThrow().Document;

        Assert.Contains("""
            "from":{"version":"base@3","fresh":["3"]},"lora":{"rank":8,"alpha":16,"layers":["*"]}}
            """.Trim(), document.Json, StringComparison.Ordinal);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    [Theory]
    [InlineData("from", """{ "version": "base" }""", "FED1002", "model.from.version")]
    [InlineData("from", """{}""", "FED1003", "model.from.version")]
    [InlineData("from", """{ "version": "base@1", "safetensors": "x" }""", "FED1002", "model.from.safetensors")]
    [InlineData("from", """{ "version": "base@1", "fresh": ["7"] }""", "FED1002", "model.from.fresh[0]")]
    [InlineData("from", """{ "safetensors": "${1}/x" }""", "FED1002", "model.from.safetensors")]
    [InlineData("freeze", """["1", "linear"]""", "FED1002", "model.freeze[1]")]
    [InlineData("freeze", """["*"]""", "FED1009", "model.freeze")]
    [InlineData("lora", """{}""", "FED1009", "model.lora")]
    [InlineData("lora", """{ "rank": 0 }""", "FED1002", "model.lora.rank")]
    public void A_problem_is_told_at_its_place(string key, string json, string code, string place)
    {
        var problem = Assert.Single(SpecReader.Read(Spec((key, json))).Problems);

        Assert.Equal((code, place), (problem.Code, problem.Place));
    }

    [Fact]
    public void A_pattern_of_adapters_that_names_no_linear_or_attention_layer_is_told() =>
        Assert.Equal("model.lora.layers[1]", Assert.Single(SpecReader.Read(Spec(("from", From), ("lora", """{ "layers": ["3", "2"] }"""))).Problems).Place);

    [Fact]
    public void All_tensors_that_do_not_fit_are_told_at_once()
    {
        var layout = ModelPlan.Create(TestModels.Of([6], TestModels.Layer("linear", ("out", 5)), TestModels.Layer("linear", ("out", 2), ("bias", 0)))).Layout;
        var plan = ModelPlan.Create(TestModels.Of([6], TestModels.Layer("linear", ("out", 4)), TestModels.Layer("linear", ("out", 2))));
        var file = Safetensors.Read(Safetensors.Write(layout, new float[layout.Length]), "file");

        var refused = Assert.Throws<FederationException>(() => file.ReadInto(plan.Given(), _ => false, new float[plan.Layout.Length]));

        Assert.Equal(["file, tensor '0.weight'", "file, tensor '0.bias'", "file, tensor '1.weight'", "file"], refused.Problems.Select(problem => problem.Place));
    }

    private static string Spec(params (string Key, string Json)[] model) => SpecSamples.Edit(
        SpecSamples.Small,
        [("model.layers", """["flatten", { "linear": 16 }, "relu", { "linear": 10 }]"""), .. model.Select(edit => ("model." + edit.Key, (string?)edit.Json))]);
}
