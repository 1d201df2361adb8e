using System.Runtime.InteropServices;
using OrleansFederation.Modeling;
using OrleansFederation.Native;
using TorchSharp;

namespace OrleansFederation.Training;

public sealed class TorchModelTests
{
    public TorchModelTests() => TorchNative.EnsureLoaded();

    [Fact]
    public void Pool_before_relu_gives_the_same_bits_as_the_plain_order()
    {
        // No layer after a second convolution: channels-last order changes nothing but the order of sums there.
        var spec = Samples.Model([1, 9, 9], LossKind.CrossEntropy,
            Samples.Layer("conv2d", ("out", 4), ("kernel", 3)), Samples.Layer("relu"), Samples.Layer("maxpool2d", ("kernel", 3), ("stride", 2), ("padding", 1)), Samples.Layer("flatten"));

        var (fast, plain) = (Run(spec, plainOrder: false), Run(spec, plainOrder: true));

        Assert.Equal(plain.Output, fast.Output);
    }

    [Fact]
    public void The_faster_order_gives_the_same_outputs_and_gradients()
    {
        var (fast, plain) = (Run(Samples.Cnn, plainOrder: false), Run(Samples.Cnn, plainOrder: true));

        Assert.All(fast.Output.Zip(plain.Output), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.All(fast.Gradients.Zip(plain.Gradients), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Values_written_to_the_flat_vector_are_those_the_layers_use()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new TorchModel(ModelPlan.Create(Samples.Line(LossKind.Mse)));
        float[] weightsAndBias = [2, 3, 5];
        weightsAndBias.CopyTo(model.Parameters.Values);

        var output = model.Forward(torch.tensor((float[])[10, 100]).view(1, 2), ForwardPass.Evaluation);

        Assert.Equal(325, output.item<float>());
    }

    [Fact]
    public void Running_averages_move_within_the_flat_vector_while_training_only()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new TorchModel(ModelPlan.Create(Samples.Model([1, 2, 2], LossKind.Mse, Samples.Layer("batchnorm2d"))));
        float[] initial = [1, 0, 0, 1];
        initial.CopyTo(model.Parameters.Values);
        var batch = torch.tensor((float[])[1, 2, 3, 6]).view(1, 1, 2, 2);
        using var generator = new torch.Generator(1);

        model.Forward(batch, ForwardPass.Evaluation);
        var evaluated = model.Parameters.Values.ToArray();
        model.Forward(batch, new(generator));

        Assert.Equal(initial, evaluated);
        Assert.Equal(0.1f * 3, model.Parameters.Values[2], 1e-6f);
        Assert.Equal(0.9f + 0.1f * 14 / 3, model.Parameters.Values[3], 1e-6f);
    }

    [Fact]
    public void Only_trainable_entries_are_given_to_optimisers()
    {
        using var parameters = new FlatParameters(ModelPlan.Create(Samples.Cnn).Layout);

        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "4.weight", "4.bias", "9.weight", "9.bias"], parameters.TrainableEntries.Select(entry => entry.Name));
    }

    private static (float[] Output, float[] Gradients) Run(ModelSpec spec, bool plainOrder)
    {
        using var scope = torch.NewDisposeScope();
        var plan = ModelPlan.Create(spec);
        using var model = new TorchModel(plan, plainOrder);
        plan.Initialise(7).CopyTo(model.Parameters.Values);
        using var generator = new torch.Generator(9);
        var batch = torch.rand([6, .. spec.Input.Select(size => (long)size)], generator: generator).sub_(0.5);
        var output = model.Forward(batch, new(generator));
        var gradients = torch.autograd.grad([output.pow(2).sum()], model.Parameters.TrainableViews);
        return (Read(output.detach()), [.. gradients.SelectMany(Read)]);
    }

    private static float[] Read(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
