using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

public sealed class ModelTemplatesTests
{
    private const string Tokens = """{ "transformer": { "vocabulary": 50, "length": 784, "width": 16, "heads": 4, "depth": 2, "classes": 10 } }""";

    [Fact]
    public void Resnet18_has_the_parameters_of_torchvisions()
    {
        var plan = Plan("""{ "resnet18": { "classes": 1000 } }""", "[3, 224, 224]");

        Assert.Equal(11_689_512, Count(plan, ParameterKind.Trainable));
        Assert.Equal(9_600, Count(plan, ParameterKind.Buffer));
        Assert.Equal([1000], plan.Output);
    }

    [Fact]
    public void A_small_resnet18_keeps_the_size_of_small_images_in_its_first_stage()
    {
        var plan = Plan("""{ "resnet18": { "classes": 10, "width": 8, "small": 1 } }""", "[3, 32, 32]");

        Assert.Equal([64, 4, 4], plan.Layers[^3].Output);
        Assert.Equal("3.0.0.weight", plan.Layout.Entries.First(entry => entry.Name.StartsWith("3.", StringComparison.Ordinal)).Name);
    }

    [Fact]
    public void An_mlp_without_hidden_layers_is_logistic_regression() =>
        Assert.Equal(Digest("model.layers", """["flatten", { "linear": 10 }]"""), Digest("model.template", """{ "mlp": { "hidden": [], "classes": 10 } }"""));

    [Fact]
    public void An_mlp_is_what_its_layers_are_and_has_their_digest() =>
        Assert.Equal(
            Digest("model.layers", """["flatten", { "linear": 64 }, "relu", { "dropout": 0.2 }, { "linear": 32 }, "relu", { "dropout": 0.2 }, { "linear": 10 }]"""),
            Digest("model.template", """{ "mlp": { "hidden": [64, 32], "classes": 10, "dropout": 0.2 } }"""));

    [Fact]
    public void A_cnn_halves_the_image_at_each_convolution()
    {
        var plan = Plan("""{ "cnn": { "channels": [4, 8], "hidden": 16, "classes": 10 } }""", "[1, 28, 28]");

        Assert.Equal([8, 7, 7], plan.Layers[5].Output);
        Assert.Equal([10], plan.Output);
    }

    [Fact]
    public void A_transformer_needs_no_input_and_names_its_parameters_by_block()
    {
        var plan = Plan(Tokens, null);

        Assert.Equal([784], plan.Spec.Input);
        Assert.Equal(50, plan.Vocabulary);
        Assert.Contains(plan.Layout.Entries, entry => entry.Name == "3.0.1.in_proj_weight" && entry.Shape.SequenceEqual([48, 16]));
        Assert.Contains(plan.Layout.Entries, entry => entry.Name == "3.1.1.weight" && entry.Shape.SequenceEqual([64, 16]));
    }

    [Fact]
    public void A_template_with_the_least_of_its_arguments_makes_a_model_of_every_size()
    {
        Assert.All(ModelTemplates.All, template =>
        {
            var numbers = template.Arguments.ToDictionary(argument => argument.Name, argument => argument.Default ?? 2);
            var arguments = new TemplateArguments(numbers, template.Lists.ToDictionary(list => list.Name, list => list.Default));
            var input = template.Input(arguments) ?? [1, 32, 32];

            Assert.Equal([2], ModelPlan.Create(new("test", input, template.Expand(arguments, input), LossKind.CrossEntropy)).Output);
        });
    }

    [Fact]
    public void Layers_beside_a_template_are_refused() =>
        AssertProblem("FED1002", "model.template", SpecSamples.With("model.template", """{ "mlp": { "classes": 10 } }"""));

    [Fact]
    public void A_model_of_neither_is_refused() =>
        AssertProblem("FED1003", "model.layers", SpecSamples.With("model.layers", null));

    [Fact]
    public void A_template_that_does_not_say_its_input_needs_one() =>
        AssertProblem("FED1003", "model.input", SpecSamples.Edit(SpecSamples.Small, ("model.layers", null), ("model.input", null), ("model.template", """{ "mlp": { "classes": 10 } }""")));

    [Theory]
    [InlineData("""{ "mpl": { "classes": 10 } }""", "FED1001", "model.template.mpl")]
    [InlineData("""{ "mlp": {} }""", "FED1003", "model.template.mlp.classes")]
    [InlineData("""{ "mlp": { "hidden": [0], "classes": 10 } }""", "FED1002", "model.template.mlp.hidden[0]")]
    [InlineData("""{ "cnn": { "classes": 10, "channels": [1, 1, 1, 1, 1, 1] } }""", "FED1005", "model.template")]
    [InlineData("""{ "mlp": { "classes": 1 } }""", "FED1005", "model.template")]
    [InlineData("""{ "mlp": { "classes": 1000000000 } }""", "FED1002", "model.template.mlp.classes")]
    [InlineData("""{ "transformer": { "vocabulary": 9, "length": 784, "width": 6, "heads": 4, "depth": 1, "classes": 10 } }""", "FED1005", "model.template")]
    public void A_wrong_template_is_told_at_its_place(string template, string code, string place) =>
        AssertProblem(code, place, SpecSamples.Edit(SpecSamples.Small, ("model.layers", null), ("model.template", template), ("model.input", template.Contains("transformer", StringComparison.Ordinal) ? null : "[1, 28, 28]")));

    private static void AssertProblem(string code, string place, string spec)
    {
        var problem = Assert.Single(SpecReader.Read(spec).Problems);

        Assert.Equal((code, place), (problem.Code, problem.Place));
    }

    private static string Digest(string key, string json) =>
        SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("model.layers", null), (key, json))).OrThrow().Document.Digest;

    private static ModelPlan Plan(string template, string? input) =>
        ModelPlan.Create(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("model.layers", null), ("data", """{ "format": "idx", "path": "/data" }"""), ("model.input", input), ("model.template", template))).OrThrow().Spec.Model);

    private static int Count(ModelPlan plan, ParameterKind kind) => plan.Layout.Entries.Where(entry => entry.Kind == kind).Sum(entry => entry.Length);
}
