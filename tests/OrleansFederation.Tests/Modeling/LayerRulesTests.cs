using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

public sealed class LayerRulesTests
{
    [Theory]
    [InlineData("conv2d out=8 kernel=3", "1,28,28", "8,26,26")]
    [InlineData("conv2d out=8 kernel=3 padding=1", "3,7,9", "8,7,9")]
    [InlineData("conv2d out=8 kernel=5 stride=2 padding=2", "3,28,27", "8,14,14")]
    [InlineData("conv2d out=6 kernel=1 groups=3", "3,4,4", "6,4,4")]
    [InlineData("conv2d out=1 kernel=3", "1,3,3", "1,1,1")]
    [InlineData("conv2d out=1 kernel=5 padding=1", "1,3,3", "1,1,1")]
    [InlineData("maxpool2d kernel=2", "4,26,26", "4,13,13")]
    [InlineData("maxpool2d kernel=2", "4,13,11", "4,6,5")]
    [InlineData("maxpool2d kernel=3 stride=2 padding=1", "4,8,8", "4,4,4")]
    [InlineData("avgpool2d kernel=3", "4,9,10", "4,3,3")]
    [InlineData("avgpool2d kernel=2 stride=1 padding=1", "4,3,3", "4,4,4")]
    [InlineData("batchnorm2d", "5,4,3", "5,4,3")]
    [InlineData("groupnorm groups=3", "6,4,3", "6,4,3")]
    [InlineData("groupnorm groups=3", "6", "6")]
    [InlineData("flatten", "5,4,3", "60")]
    [InlineData("flatten", "7", "7")]
    [InlineData("linear out=3", "7", "3")]
    [InlineData("relu", "5,4,3", "5,4,3")]
    [InlineData("gelu", "5,4", "5,4")]
    [InlineData("dropout rate=0.2", "5,4,3", "5,4,3")]
    [InlineData("softmax", "5", "5")]
    [InlineData("linear out=3", "5,7", "5,3")]
    [InlineData("attention heads=2", "5,8", "5,8")]
    [InlineData("conv1d out=6 kernel=3", "4,9", "6,7")]
    [InlineData("conv1d out=6 kernel=4 stride=2 padding=1", "4,9", "6,4")]
    [InlineData("embedding vocabulary=9 width=4", "5", "5,4")]
    [InlineData("globalavgpool1d", "5,4", "5")]
    [InlineData("globalavgpool2d", "5,4,3", "5")]
    [InlineData("gru hidden=3", "5,4", "3")]
    [InlineData("gru hidden=3 sequence=1", "5,4", "5,3")]
    [InlineData("maxpool1d kernel=3", "4,11", "4,3")]
    [InlineData("maxpool1d kernel=3 stride=2 padding=1", "4,9", "4,5")]
    [InlineData("avgpool1d kernel=2", "4,9", "4,4")]
    [InlineData("embedding vocabulary=9 width=4 padding=8", "5", "5,4")]
    [InlineData("layernorm", "5,4", "5,4")]
    [InlineData("lstm hidden=3", "5,4", "3")]
    [InlineData("lstm hidden=3 sequence=1", "5,4", "5,3")]
    [InlineData("mean", "5,4", "4")]
    [InlineData("positional", "5,4", "5,4")]
    [InlineData("transpose", "5,4", "4,5")]
    public void A_layer_gives_the_shape_that_PyTorch_gives(string layer, string input, string output)
    {
        var plan = ModelPlan.Create(TestModels.Of(Shape(input), Parse(layer)));

        Assert.Equal(Shape(output), plan.Output);
    }

    [Theory]
    [InlineData("conv2d out=8 kernel=3", "784", "[channels, height, width]", "[784]")]
    [InlineData("conv2d out=8 kernel=5", "1,4,28", "[5, 5]", "[1, 4, 28]")]
    [InlineData("conv2d out=8 kernel=3 groups=2", "3,8,8", "2 groups", "[3, 8, 8]")]
    [InlineData("conv2d out=5 kernel=3 groups=2", "4,8,8", "2 groups", "5 output channels")]
    [InlineData("maxpool2d kernel=2", "10", "[channels, height, width]", "[10]")]
    [InlineData("maxpool2d kernel=2 padding=2", "1,8,8", "[2, 2]", "[1, 8, 8]")]
    [InlineData("maxpool2d kernel=3 padding=2", "1,8,8", "[3, 3]", "set padding to 1")]
    [InlineData("avgpool2d kernel=9", "1,8,8", "[9, 9]", "[1, 8, 8]")]
    [InlineData("batchnorm2d", "64", "[channels, height, width]", "[64]")]
    [InlineData("groupnorm groups=4", "6,2,2", "4 groups", "[6, 2, 2]")]
    [InlineData("groupnorm groups=6", "6", "6 groups", "[6]")]
    [InlineData("linear out=3", "5,4,3", "flat", "[5, 4, 3]")]
    [InlineData("attention heads=3", "5,8", "3 heads", "[5, 8]")]
    [InlineData("attention heads=2", "8", "[positions, width]", "[8]")]
    [InlineData("conv1d out=6 kernel=3", "9", "[channels, length]", "[9]")]
    [InlineData("conv1d out=6 kernel=7", "4,5", "[7]", "[4, 5]")]
    [InlineData("conv1d out=6 kernel=3 groups=4", "6,9", "4 groups", "[6, 9]")]
    [InlineData("globalavgpool2d", "9", "[channels, height, width]", "[9]")]
    [InlineData("globalavgpool1d", "9", "[channels, length]", "[9]")]
    [InlineData("gru hidden=3", "9", "[positions, width]", "[9]")]
    [InlineData("maxpool1d kernel=3", "9", "[channels, length]", "[9]")]
    [InlineData("maxpool1d kernel=7", "4,5", "[7]", "[4, 5]")]
    [InlineData("avgpool1d kernel=3 padding=2", "4,9", "[3]", "set padding to 1")]
    [InlineData("layernorm", "5,1", "single value", "[5, 1]")]
    [InlineData("lstm hidden=3", "9", "[positions, width]", "[9]")]
    [InlineData("mean", "5,4,3", "[positions, width]", "[5, 4, 3]")]
    [InlineData("positional", "9", "[positions, width]", "[9]")]
    [InlineData("transpose", "5,4,3", "two axes", "[5, 4, 3]")]
    public void A_misfit_names_both_shapes_and_the_layer(string layer, string input, string first, string second)
    {
        var (_, problem) = ModelPlan.TryCreate(TestModels.Of(Shape(input), TestModels.Layer("relu"), Parse(layer)));

        Assert.NotNull(problem);
        Assert.Equal("FED1005", problem.Code);
        Assert.Equal("model.layers[1]", problem.Place);
        Assert.Contains(first, problem.Cause, StringComparison.Ordinal);
        Assert.Contains(second, problem.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conv2d out=8 kernel=3 groups=2", "4,8,8", "weight[8,2,3,3]±0.2357 bias[8]±0.2357")]
    [InlineData("conv2d out=8 kernel=3 bias=0", "4,8,8", "weight[8,4,3,3]±0.1667")]
    [InlineData("linear out=3", "16", "weight[3,16]±0.25 bias[3]±0.25")]
    [InlineData("linear out=3 bias=0", "16", "weight[3,16]±0.25")]
    [InlineData("batchnorm2d", "4,8,8", "weight[4]=1 bias[4]=0 running_mean[4]=0b running_var[4]=1b")]
    [InlineData("groupnorm groups=2", "4,8,8", "weight[4]=1 bias[4]=0")]
    [InlineData("maxpool2d kernel=2", "4,8,8", "")]
    [InlineData("linear out=3", "5,16", "weight[3,16]±0.25 bias[3]±0.25")]
    [InlineData("attention heads=2", "5,4", "in_proj_weight[12,4]±0.6124 in_proj_bias[12]=0 out_proj.weight[4,4]±0.5 out_proj.bias[4]=0")]
    [InlineData("conv1d out=8 kernel=3 groups=2", "4,8", "weight[8,2,3]±0.4082 bias[8]±0.4082")]
    [InlineData("embedding vocabulary=9 width=4", "5", "weight[9,4]~1")]
    [InlineData("positional", "5,4", "weight[5,4]~0.02")]
    [InlineData("layernorm", "5,4", "weight[4]=1 bias[4]=0")]
    [InlineData("gru hidden=4", "5,3", "weight_ih_l0[12,3]±0.5 weight_hh_l0[12,4]±0.5 bias_ih_l0[12]±0.5 bias_hh_l0[12]±0.5")]
    [InlineData("lstm hidden=4", "5,3", "weight_ih_l0[16,3]±0.5 weight_hh_l0[16,4]±0.5 bias_ih_l0[16]±0.5 bias_hh_l0[16]±0.5")]
    public void A_layer_holds_the_tensors_of_PyTorch_and_begins_as_there(string layer, string input, string tensors)
    {
        var spec = Parse(layer);

        var shape = LayerRules.Find(spec.Kind)!.Apply(spec, Shape(input));

        Assert.Equal(tensors, string.Join(' ', shape.Tensors.Select(Describe)));
    }

    [Fact]
    public void Padding_is_a_token_and_known_of_as_many_positions_as_the_embedding_has()
    {
        ModelSpec Model(int padding, params LayerSpec[] layers) => TestModels.Of([8], [TestModels.Layer("embedding", ("vocabulary", 5), ("width", 4), ("padding", padding)), .. layers]);

        var pooled = ModelPlan.TryCreate(Model(0, TestModels.Layer("transpose"), TestModels.Layer("maxpool1d", ("kernel", 2)), TestModels.Layer("transpose"), TestModels.Layer("mean"))).Problem;
        var unknown = ModelPlan.TryCreate(Model(5)).Problem;
        var plan = ModelPlan.Create(Model(0, TestModels.Residual([TestModels.Layer("attention", ("heads", 2))]), TestModels.Layer("mean")));

        Assert.Equal(("FED1005", "model.layers[4]"), (pooled!.Code, pooled.Place));
        Assert.Equal(("FED1005", "model.layers[0]"), (unknown!.Code, unknown.Place));
        Assert.Equal(["attention", "mean"], plan.Layers.SelectMany(layer => layer.Deep()).Where(layer => layer.IsPadded).Select(layer => layer.Spec.Kind));
    }

    [Fact]
    public void The_first_argument_of_every_layer_but_convolutions_and_embedding_may_stand_alone()
    {
        var later = LayerRules.All.Where(rule => rule.Kind is not ("conv1d" or "conv2d" or "embedding")).SelectMany(rule => rule.Arguments.Skip(1));

        Assert.All(later, argument => Assert.NotNull(argument.Default));
    }

    [Fact]
    public void Every_default_lies_in_its_range()
    {
        var arguments = LayerRules.All.SelectMany(rule => rule.Arguments).Where(argument => argument.Default is not null);

        Assert.All(arguments, argument => Assert.InRange(argument.Default!.Value, argument.Minimum, argument.Maximum));
    }

    [Fact]
    public void The_kinds_are_in_alphabetical_order_and_unique()
    {
        var kinds = LayerRules.All.Select(rule => rule.Kind).ToList();

        Assert.Equal(kinds.Distinct().Order(StringComparer.Ordinal), kinds);
    }

    [Fact]
    public void The_MNIST_model_has_225034_parameters()
    {
        var plan = ModelPlan.Create(TestModels.Mnist);

        Assert.Equal(225_034, plan.Layout.Length);
    }

    [Fact]
    public void A_model_too_large_for_one_file_is_refused_instead_of_overflowing()
    {
        var (_, problem) = ModelPlan.TryCreate(TestModels.Of([1_000_000], Parse("linear out=1000000")));

        Assert.Equal(FederationErrors.InvalidValue.Code, problem?.Code);
    }

    [Fact]
    public void An_input_without_sizes_is_refused()
    {
        var (_, problem) = ModelPlan.TryCreate(TestModels.Of([], TestModels.Layer("relu")));

        Assert.Equal("model.input", problem?.Place);
    }

    private static string Describe(LayerTensor tensor)
    {
        var begins = tensor.Deviation > 0 ? FormattableString.Invariant($"~{tensor.Deviation}") : tensor.Bound > 0 ? FormattableString.Invariant($"±{Math.Round(tensor.Bound, 4)}") : $"={tensor.Fill}";
        return $"{tensor.Name}[{string.Join(',', tensor.Shape)}]{begins}{(tensor.Kind == ParameterKind.Buffer ? "b" : "")}";
    }

    private static int[] Shape(string text) => [.. text.Split(',').Select(int.Parse)];

    private static LayerSpec Parse(string text)
    {
        var words = text.Split(' ');
        return TestModels.Layer(words[0], [.. words[1..].Select(word => word.Split('=')).Select(pair => (pair[0], double.Parse(pair[1])))]);
    }
}
