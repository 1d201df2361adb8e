using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Native;
using OrleansFederation.Randomness;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>Models of sequences and of blocks: gradients, repeated bits, and token ids out of range.</summary>
public sealed class SequenceTrainingTests : IDisposable
{
    private static readonly TrainingSpec Adam = new() { Optimizer = OptimizerKind.Adam, LearningRate = 0.01, BatchSize = 16, Epochs = 2 };

    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(2, 16));

    public SequenceTrainingTests() => TorchNative.EnsureLoaded();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Models => ["sequences", "everything"];

    public void Dispose() => _trainer.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Training_twice_gives_the_same_bits_and_moves_every_parameter(string name)
    {
        var model = Model(name);
        var request = Samples.Request(model, Data(model, 48), Adam);

        var first = (await _trainer.TrainAsync(request, null, Cancel)).Update;
        var second = (await _trainer.TrainAsync(request, null, Cancel)).Update;

        Assert.Equal(first, second);
        Assert.All(ModelPlan.Create(model).Layout.Entries, entry => Assert.Contains(first.AsSpan(entry.Offset, entry.Length).ToArray(), value => value != 0));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_are_the_slopes_of_the_loss(string name)
    {
        using var scope = torch.NewDisposeScope();
        var spec = Model(name);
        var plan = ModelPlan.Create(spec);
        using var model = new TorchModel(plan);
        TestModels.Parameters(spec, 5).CopyTo(model.Parameters.Values);
        var inputs = torch.tensor(TestModels.Inputs(spec, 4)).view([4, .. spec.Input.Select(size => (long)size)]);
        var gradients = torch.autograd.grad([Loss()], model.Parameters.TrainableViews);
        var compared = 0;

        // The slope along the gradient of each tensor is the square of its length.
        foreach (var (gradient, entry) in gradients.Zip(model.Parameters.TrainableEntries))
        {
            var slope = gradient.contiguous().data<float>().ToArray();
            var length = Math.Sqrt(slope.Sum(value => (double)value * value));
            if (length < 1e-3)
            {
                // A bias before a normalisation has no slope, and keys' biases none under a softmax.
                continue;
            }

            compared++;

            const double step = 2e-3;
            var kept = model.Parameters.Values.Slice(entry.Offset, entry.Length).ToArray();
            Move(+step);
            var above = Loss().item<float>();
            Move(-step);
            var below = Loss().item<float>();
            kept.CopyTo(model.Parameters.Values[entry.Offset..]);
            var found = (above - (double)below) / (2 * step);
            Assert.True(Math.Abs(found - length) < 0.05 * length + 0.01, $"{entry.Name}: {found} for {length}");

            void Move(double by)
            {
                var values = model.Parameters.Values.Slice(entry.Offset, entry.Length);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = (float)(kept[i] + by * slope[i] / length);
                }
            }
        }

        Assert.InRange(compared, gradients.Count / 2, gradients.Count);

        torch.Tensor Loss() => model.Forward(inputs, ForwardPass.Evaluation).pow(2).sum();
    }

    [Fact]
    public void A_causal_position_does_not_see_later_ones()
    {
        using var scope = torch.NewDisposeScope();
        var spec = TestModels.Of([5, 4], TestModels.Layer("attention", ("heads", 2), ("causal", 1)));
        using var model = new TorchModel(ModelPlan.Create(spec));
        TestModels.Parameters(spec).CopyTo(model.Parameters.Values);
        var inputs = TestModels.Inputs(spec, 1);
        var before = Run();
        inputs[3 * 4] += 1;
        var after = Run();

        Assert.Equal(before[..12], after[..12]);
        Assert.NotEqual(before[12..], after[12..]);

        float[] Run() => model.Forward(torch.tensor(inputs).view(1, 5, 4), ForwardPass.Evaluation).detach().contiguous().data<float>().ToArray();
    }

    [Fact]
    public void An_lstm_is_that_of_torch()
    {
        using var scope = torch.NewDisposeScope();
        var spec = TestModels.Of([6, 5], TestModels.Layer("lstm", ("hidden", 4), ("sequence", 1)));
        using var model = new TorchModel(ModelPlan.Create(spec));
        TestModels.Parameters(spec).CopyTo(model.Parameters.Values);
        using var torchs = torch.nn.LSTM(5, 4, batchFirst: true);
        using (torch.no_grad())
        {
            foreach (var (name, parameter) in torchs.named_parameters())
            {
                parameter.copy_(model.Parameters.Find("0." + name)!);
            }
        }

        var inputs = torch.tensor(TestModels.Inputs(spec, 3)).view(3, 6, 5);
        var expected = torchs.forward(inputs).Item1;

        Assert.True(torch.allclose(expected, model.Forward(inputs, ForwardPass.Evaluation), atol: 1e-6));
    }

    [Fact]
    public void A_gru_is_that_of_torch()
    {
        using var scope = torch.NewDisposeScope();
        var spec = TestModels.Of([6, 5], TestModels.Layer("gru", ("hidden", 4), ("sequence", 1)));
        using var model = new TorchModel(ModelPlan.Create(spec));
        TestModels.Parameters(spec).CopyTo(model.Parameters.Values);
        using var torchs = torch.nn.GRU(5, 4, batchFirst: true);
        using (torch.no_grad())
        {
            foreach (var (name, parameter) in torchs.named_parameters())
            {
                parameter.copy_(model.Parameters.Find("0." + name)!);
            }
        }

        var inputs = torch.tensor(TestModels.Inputs(spec, 3)).view(3, 6, 5);
        var expected = torchs.forward(inputs).Item1;

        Assert.True(torch.allclose(expected, model.Forward(inputs, ForwardPass.Evaluation), atol: 1e-6));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(-1)]
    [InlineData(2.5f)]
    [InlineData(float.NaN)]
    public async Task A_token_id_out_of_range_is_refused_by_training_and_by_ONNX_Runtime(float token)
    {
        var inputs = TestModels.Inputs(TestModels.Sequences, 3);
        inputs[2 * 9 + 4] = token;
        var request = Samples.Request(TestModels.Sequences, new ArrayData([9], inputs, new float[3]), Adam);

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal(("FED1002", "example 2 of the client's training part"), (refused.Problems[0].Code, refused.Problems[0].Place));
        Assert.Contains("position 4", refused.Problems[0].Cause, StringComparison.Ordinal);
        using var session = OnnxSession.Open("test", new OnnxExporter().Export(TestModels.Sequences, TestModels.Parameters(TestModels.Sequences)));
        Assert.Throws<FederationException>(() => session.Run(inputs));
    }

    private static ModelSpec Model(string name) => name == "sequences"
        ? TestModels.Sequences
        : TestModels.Everything with { Layers = [.. TestModels.Everything.Layers.SkipLast(1)] };

    private static ArrayData Data(ModelSpec model, int count)
    {
        var random = new SeededRandom(4);
        var targets = new float[count];
        foreach (ref var target in targets.AsSpan())
        {
            target = random.NextInt(3);
        }

        return new([.. model.Input], TestModels.Inputs(model, count), targets);
    }
}
