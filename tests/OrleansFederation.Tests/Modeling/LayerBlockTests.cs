using OrleansFederation.Federations;

namespace OrleansFederation.Modeling;

public sealed class LayerBlockTests
{
    private const string Blocks = """
        ["flatten", { "linear": 12 },
         { "residual": [{ "linear": 12 }, "relu"] },
         { "residual": { "layers": [{ "sequential": ["relu", { "linear": 5 }] }], "shortcut": [{ "linear": { "out": 5, "bias": 0 } }] } },
         { "linear": 10 }]
        """;

    [Fact]
    public void A_layer_within_a_block_is_named_by_its_path()
    {
        var plan = ModelPlan.Create(SpecReader.Read(SpecSamples.With("model.layers", Blocks)).OrThrow().Spec.Model);

        Assert.Equal(
            ["1.weight", "1.bias", "2.0.weight", "2.0.bias", "3.0.1.weight", "3.0.1.bias", "3.shortcut.0.weight", "4.weight", "4.bias"],
            plan.Layout.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void The_canonical_form_of_blocks_reads_back_as_itself()
    {
        var document = SpecReader.Read(SpecSamples.With("model.layers", Blocks)).OrThrow().Document;

        Assert.Contains("""{"residual":[{"linear":{"out":12,"bias":1}},{"relu":{}}]}""", document.Json, StringComparison.Ordinal);
        Assert.Contains("""{"residual":{"layers":[{"sequential":[{"relu":{}},""", document.Json, StringComparison.Ordinal);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    [Theory]
    [InlineData("""["flatten", { "residual": [{ "linear": 10 }] }]""", "FED1005", "model.layers[1]", "[784]")]
    [InlineData("""["flatten", { "residual": { "layers": [{ "linear": 10 }], "shortcut": [{ "linear": 9 }] } }]""", "FED1005", "model.layers[1]", "its shortcut's output of shape [9]")]
    [InlineData("""["flatten", { "sequential": ["relu", { "conv2d": { "out": 2, "kernel": 3 } }] }]""", "FED1005", "model.layers[1][1]", "[784]")]
    [InlineData("""["flatten", { "residual": { "layers": ["relu"], "shortcut": ["relu", { "maxpool2d": 2 }] } }]""", "FED1005", "model.layers[1].shortcut[1]", "[784]")]
    [InlineData("""["flatten", { "sequential": ["relu", { "liner": 10 }] }]""", "FED1001", "model.layers[1][1]", "liner")]
    [InlineData("""["flatten", { "sequential": [{ "linear": { "out": 0 } }] }]""", "FED1002", "model.layers[1][0].out", "0")]
    [InlineData("""["flatten", { "sequential": [] }]""", "FED1002", "model.layers[1]", "0 items")]
    [InlineData("""["flatten", "residual"]""", "FED1002", "model.layers[1]", "needs a value")]
    [InlineData("""["flatten", { "residual": { "shortcut": ["relu"] } }]""", "FED1003", "model.layers[1].layers", "missing")]
    [InlineData("""["flatten", { "linear": 10 }, { "sequential": ["softmax", "dropout"] }]""", "FED1009", "model.layers[2][0]", "softmax")]
    [InlineData("""["flatten", { "embedding": { "vocabulary": 5, "width": 10 } }, "mean"]""", "FED1005", "model.layers[1]", "layers before it")]
    public void A_problem_within_a_block_is_told_at_its_place(string layers, string code, string place, string word)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("model.layers", layers)).Problems);

        Assert.Equal((code, place), (problem.Code, problem.Place));
        Assert.Contains(word, problem.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_may_be_the_first_layer_of_a_block() =>
        Assert.NotNull(ModelPlan.Create(TestModels.Of([4], TestModels.Sequential(TestModels.Layer("embedding", ("vocabulary", 5), ("width", 3))))).Vocabulary);

    [Fact]
    public void Normal_initial_values_have_their_deviation_and_are_the_same_block_by_block()
    {
        var plan = ModelPlan.Create(TestModels.Of([10], TestModels.Layer("embedding", ("vocabulary", 500), ("width", 20), ("deviation", 0.5))));
        var whole = plan.Initialise(3);
        var pieces = new float[whole.Length];
        var numbers = plan.Begin(3);
        for (var begin = 0; begin < pieces.Length; begin += 777)
        {
            numbers.Read(pieces.AsSpan(begin, Math.Min(777, pieces.Length - begin)));
        }

        Assert.Equal(whole, pieces);
        Assert.Equal(0, whole.Average(), 0.02);
        Assert.Equal(0.5, Math.Sqrt(whole.Average(value => value * value)), 0.02);
    }
}
