using OrleansFederation.Inference;
using OrleansFederation.Native;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>TorchSharp and ONNX Runtime compute the same from the same parameters.</summary>
public sealed class TorchAndOnnxTests
{
    private const double Tolerance = 1e-5;

    public TorchAndOnnxTests() => TorchNative.EnsureLoaded();

    public static TheoryData<string, int[], string> Layers => new()
    {
        { "attention", [7, 8], "heads=2" },
        { "attention", [7, 6], "heads=1 causal=1" },
        { "attention", [1, 6], "heads=6" },
        { "avgpool1d", [3, 8], "kernel=2" },
        { "avgpool1d", [3, 9], "kernel=3 stride=2 padding=1" },
        { "avgpool2d", [3, 7, 8], "kernel=2" },
        { "avgpool2d", [3, 7, 8], "kernel=3 stride=2 padding=1" },
        { "batchnorm2d", [3, 5, 4], "" },
        { "batchnorm2d", [3, 5, 4], "epsilon=0.1" },
        { "conv1d", [4, 9], "out=6 kernel=3" },
        { "conv1d", [4, 9], "out=6 kernel=4 stride=2 padding=3 groups=2 bias=0" },
        { "conv2d", [3, 9, 7], "out=5 kernel=3" },
        { "conv2d", [4, 9, 7], "out=6 kernel=3 stride=2 padding=2 groups=2 bias=0" },
        { "conv2d", [4, 5, 5], "out=4 kernel=3 groups=4" },
        { "dropout", [4, 3, 2], "rate=0.5" },
        { "embedding", [5], "vocabulary=7 width=4" },
        { "embedding", [5], "vocabulary=7 width=4 padding=3" },
        { "flatten", [4, 3, 2], "" },
        { "flatten", [4], "" },
        { "gelu", [40], "" },
        { "gelu", [4, 3, 2], "" },
        { "globalavgpool1d", [3, 5], "" },
        { "globalavgpool2d", [3, 5, 4], "" },
        { "groupnorm", [6, 3, 4], "groups=3" },
        { "groupnorm", [6, 3, 4], "groups=1 epsilon=0.01" },
        { "groupnorm", [6], "groups=2" },
        { "gru", [6, 5], "hidden=4" },
        { "gru", [6, 5], "hidden=4 sequence=1" },
        { "layernorm", [9], "" },
        { "layernorm", [3, 5], "epsilon=0.1" },
        { "layernorm", [2, 3, 4], "" },
        { "linear", [17], "out=5" },
        { "linear", [17], "out=5 bias=0" },
        { "linear", [4, 6], "out=5" },
        { "linear", [4, 6], "out=5 bias=0" },
        { "lstm", [6, 5], "hidden=4" },
        { "lstm", [6, 5], "hidden=4 sequence=1" },
        { "maxpool1d", [3, 8], "kernel=2" },
        { "maxpool1d", [3, 9], "kernel=3 stride=2 padding=1" },
        { "maxpool2d", [3, 7, 8], "kernel=2" },
        { "maxpool2d", [3, 7, 8], "kernel=3 stride=2 padding=1" },
        { "mean", [4, 3], "" },
        { "positional", [4, 3], "" },
        { "relu", [4, 3, 2], "" },
        { "softmax", [9], "" },
        { "softmax", [4, 3, 2], "" },
        { "transpose", [4, 3], "" },
    };

    [Fact]
    public void Every_layer_is_compared() =>
        Assert.Equal(LayerRules.All.Where(rule => rule is not ILayerBlockRule).Select(rule => rule.Kind), Layers.Select(row => row.Data.Item1).Distinct());

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_the_same_in_both(string kind, int[] input, string arguments)
    {
        var pairs = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')).Select(pair => (pair[0], double.Parse(pair[1])));

        Compare(TestModels.Of(input, TestModels.Layer(kind, [.. pairs])));
    }

    [Fact]
    public void A_model_of_every_layer_gives_the_same_in_both()
    {
        Assert.Equal(LayerRules.All.Select(rule => rule.Kind), TestModels.Kinds(TestModels.Everything).Concat(TestModels.Kinds(TestModels.Sequences)).Distinct().Order(StringComparer.Ordinal));

        Compare(TestModels.Everything);
        Compare(TestModels.Sequences);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_padding_is_seen_by_neither(int causal)
    {
        var model = TestModels.Of(
            [6],
            TestModels.Layer("embedding", ("vocabulary", 5), ("width", 4), ("padding", 2)),
            TestModels.Residual([TestModels.Layer("attention", ("heads", 2), ("causal", causal))]),
            TestModels.Layer("mean"));
        var parameters = TestModels.Parameters(model);
        float[] inputs = [0, 1, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2, 0, 1, 2, 3];

        var (values, _) = Torch(model, parameters, inputs, 3);

        using var session = OnnxSession.Open("test", new OnnxExporter().Export(model, parameters));
        Assert.All(values.Zip(session.Run(inputs).Values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));

        // The first example is that of three positions, whatever stands in the row of the padding; the second is nothing but padding.
        var shorter = TestModels.Of([3], [.. model.Layers.Select((layer, i) => i == 0 ? TestModels.Layer("embedding", ("vocabulary", 5), ("width", 4)) : layer)]);
        Assert.All(Torch(shorter, parameters, [0, 1, 3], 1).Values.Zip(values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.All(values[4..8], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Adapters_give_the_same_in_both() =>
        Compare(TestModels.Sequences with { Lora = new(2, 3, ["*"]) });

    [Fact]
    public void The_MNIST_model_gives_the_same_in_both() =>
        Compare(TestModels.Mnist, ModelPlan.Create(TestModels.Mnist).Initialise(7));

    private static void Compare(ModelSpec model, float[]? parameters = null)
    {
        parameters ??= TestModels.Parameters(model);
        const int count = 37;
        var inputs = TestModels.Inputs(model, count);

        var (torchOutput, torchShape) = Torch(model, parameters, inputs, count);
        using var session = OnnxSession.Open("test", new OnnxExporter().Export(model, parameters));
        var onnx = session.Run(inputs);

        Assert.Equal(torchShape, onnx.Shape);
        Assert.All(torchOutput.Zip(onnx.Values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    private static (float[] Values, int[] Shape) Torch(ModelSpec model, float[] parameters, float[] inputs, int count)
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        using var module = new TorchModel(ModelPlan.Create(model));
        parameters.CopyTo(module.Parameters.Values);
        var output = module.Forward(torch.tensor(inputs).view([count, .. model.Input.Select(size => (long)size)]), ForwardPass.Evaluation);
        return (output.contiguous().data<float>().ToArray(), [.. output.shape.Select(size => (int)size)]);
    }
}
