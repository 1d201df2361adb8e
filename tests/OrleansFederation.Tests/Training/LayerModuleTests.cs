using OrleansFederation.Modeling;
using OrleansFederation.Native;
using TorchSharp;

namespace OrleansFederation.Training;

public sealed class LayerModuleTests
{
    public LayerModuleTests() => TorchNative.EnsureLoaded();

    public static TheoryData<string, int[], string> Layers => new()
    {
        { "conv2d", [4, 9, 7], "out=6 kernel=3 stride=2 padding=1 groups=2 bias=0" },
        { "conv2d", [1, 5, 5], "out=2 kernel=5" },
        { "linear", [7], "out=3" },
        { "linear", [7], "out=3 bias=0" },
        { "relu", [2, 3, 3], "" },
        { "gelu", [5], "" },
        { "maxpool2d", [3, 7, 7], "kernel=3 stride=2 padding=1" },
        { "maxpool2d", [3, 7, 7], "kernel=2" },
        { "avgpool2d", [3, 7, 7], "kernel=3 padding=1" },
        { "batchnorm2d", [3, 4, 4], "" },
        { "groupnorm", [4, 3, 3], "groups=2" },
        { "dropout", [4, 3, 3], "rate=0.5" },
        { "flatten", [4, 3, 2], "" },
        { "softmax", [6], "" },
        { "layernorm", [3, 4], "" },
        { "attention", [5, 6], "heads=3" },
        { "embedding", [5], "vocabulary=3 width=4" },
        { "embedding", [5], "vocabulary=3 width=4 padding=1" },
        { "maxpool1d", [4, 9], "kernel=3 stride=2 padding=1" },
        { "avgpool1d", [4, 9], "kernel=2" },
        { "globalavgpool1d", [4, 9], "" },
        { "positional", [5, 6], "" },
        { "gru", [5, 6], "hidden=3" },
        { "gru", [5, 6], "hidden=3 sequence=1" },
        { "lstm", [5, 6], "hidden=3" },
        { "lstm", [5, 6], "hidden=3 sequence=1" },
        { "conv1d", [4, 9], "out=6 kernel=3 stride=2 padding=1 groups=2 bias=0" },
        { "globalavgpool2d", [3, 4, 4], "" },
        { "mean", [5, 6], "" },
        { "transpose", [5, 6], "" },
        { "linear", [5, 6], "out=3" },
    };

    [Fact]
    public void Every_layer_rule_has_a_module_and_every_module_a_rule() =>
        Assert.Equal(LayerRules.All.Select(rule => rule.Kind), LayerModules.All.Select(module => module.Kind));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_module_gives_the_shape_that_its_rule_states(string kind, int[] input, string arguments)
    {
        using var scope = torch.NewDisposeScope();
        var plan = ModelPlan.Create(Samples.Model(input, LossKind.CrossEntropy, Parse(kind, arguments)));
        using var model = Model(plan);
        using var generator = new torch.Generator(1);
        var batch = torch.ones([5, .. input.Select(size => (long)size)]);

        foreach (var pass in (ForwardPass[])[ForwardPass.Evaluation, new(generator)])
        {
            Assert.Equal([5, .. plan.Output.Select(size => (long)size)], model.Forward(batch, pass).shape);
        }
    }

    [Fact]
    public void Dropout_keeps_the_mean_while_training_and_passes_on_otherwise()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(ModelPlan.Create(Samples.Model([10_000], LossKind.CrossEntropy, Parse("dropout", "rate=0.25"))));
        using var generator = new torch.Generator(1);
        var batch = torch.ones(1, 10_000);

        var trained = model.Forward(batch, new(generator));

        Assert.Equal(0.75, trained.ne(0).to(torch.float32).mean().item<float>(), 0.02);
        Assert.Equal(1 / 0.75f, trained.max().item<float>(), 1e-6f);
        Assert.Equal(10_000, model.Forward(batch, ForwardPass.Evaluation).sum().item<float>());
    }

    [Fact]
    public void Averages_count_padding_as_zeros()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(ModelPlan.Create(Samples.Model([1, 2, 2], LossKind.Mse, Parse("avgpool2d", "kernel=2 stride=2 padding=1"))));

        var corner = model.Forward(torch.ones(1, 1, 2, 2), ForwardPass.Evaluation);

        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], corner.data<float>().ToArray());
    }

    [Fact]
    public void Flatten_orders_channels_first_though_images_lie_channels_last()
    {
        using var scope = torch.NewDisposeScope();
        var plan = ModelPlan.Create(Samples.Model([1, 2, 2], LossKind.Mse, Parse("conv2d", "out=2 kernel=1"), Parse("maxpool2d", "kernel=1"), Parse("flatten", "")));
        using var model = new TorchModel(plan);
        float[] scaleByOneAndTen = [1, 10, 0, 0];
        scaleByOneAndTen.CopyTo(model.Parameters.Values);

        var row = model.Forward(torch.tensor((float[])[1, 2, 3, 4]).view(1, 1, 2, 2), ForwardPass.Evaluation);

        Assert.Equal([1, 2, 3, 4, 10, 20, 30, 40], row.detach().data<float>().ToArray());
    }

    private static TorchModel Model(ModelPlan plan)
    {
        var model = new TorchModel(plan);
        plan.Initialise(1).CopyTo(model.Parameters.Values);
        return model;
    }

    private static LayerSpec Parse(string kind, string arguments) => Samples.Layer(kind,
        [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => (pair[0], double.Parse(pair[1])))]);
}
