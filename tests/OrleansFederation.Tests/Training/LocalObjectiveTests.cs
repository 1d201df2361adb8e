using System.Runtime.InteropServices;
using OrleansFederation.Modeling;
using OrleansFederation.Native;
using OrleansFederation.Parameters;
using TorchSharp;
using TorchSharp.Modules;

namespace OrleansFederation.Training;

/// <summary>Compares training with loops written in TorchSharp's own functions, and with itself where two ways say the same.</summary>
public sealed class LocalObjectiveTests : IDisposable
{
    private static readonly TrainingSpec Sgd = new() { LearningRate = 0.3, BatchSize = 64, Epochs = 6, Momentum = 0.5 };

    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(2, 16));

    public LocalObjectiveTests() => TorchNative.EnsureLoaded();

    public static TheoryData<TrainingSpec, double, double> Objectives => new()
    {
        { Sgd, 0, 1 },
        { Sgd with { Clip = 0.05 }, 0, 1 },
        { Sgd with { Clip = 1e6 }, 0, 1 },
        { Sgd, 0.7, 1 },
        { Sgd with { Clip = 0.2 }, 0.7, 0.5 },
        { Sgd with { LabelSmoothing = 0.1 }, 0, 1 },
        { Sgd with { ClassBalance = 0.9 }, 0, 1 },
        { Sgd with { ClassBalance = 0.9, LabelSmoothing = 0.2 }, 0.1, 0.25 },
    };

    [Theory]
    [MemberData(nameof(Objectives))]
    public async Task Training_ends_where_a_loop_of_torch_ends(TrainingSpec training, double mu, double rate)
    {
        // All examples in one batch, so that their order does not matter.
        var data = Samples.Data([2], 40, 3);
        var request = Samples.Request(Samples.Line(LossKind.CrossEntropy, 3), data, training) with { Proximal = mu, Rate = rate };

        var result = await _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);

        var expected = Torch(request, data);
        Assert.All(result.Update.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public async Task Binary_classes_are_balanced_too()
    {
        var data = new ArrayData([2], [1, 0, 0, 1, 1, 1, 2, 1], [1, 0, 0, 0]);
        var request = Samples.Request(Samples.Line(LossKind.Bce), data, new() { LearningRate = 1e-9, ClassBalance = 0.5 }) with { Parameters = new float[] { 1, -1, 0.5f } };

        var result = await _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);

        var weights = EffectiveNumbers.Weights(0.5, [3, 1]);
        double[] logits = [1.5, -0.5, 0.5, 1.5];
        var expected = (weights[1] * Math.Log(1 + Math.Exp(-logits[0])) + logits[1..].Sum(logit => weights[0] * Math.Log(1 + Math.Exp(logit)))) / 4;
        Assert.Equal(expected, result.Loss, 1e-6);
    }

    [Fact]
    public async Task As_many_steps_as_the_epochs_have_give_the_same_bits()
    {
        var (epochs, steps) = await Both(new() { BatchSize = 16, Epochs = 3 }, new() { BatchSize = 16, Steps = 15 });

        Assert.Equal(epochs.Update, steps.Update);
        Assert.Equal((epochs.Loss, epochs.Norm, 15), (steps.Loss, steps.Norm, steps.LocalSteps));
    }

    [Fact]
    public async Task Steps_count_whatever_the_data()
    {
        var short1 = await Train(new() { BatchSize = 16, Steps = 7 }, 20);
        var long1 = await Train(new() { BatchSize = 16, Steps = 7 }, 200);

        Assert.Equal((7, 7), (short1.LocalSteps, long1.LocalSteps));
        Assert.Equal((20, 200), (short1.Examples, long1.Examples));
    }

    [Fact]
    public async Task A_bound_that_is_never_reached_changes_no_bit()
    {
        var (plain, clipped) = await Both(new() { BatchSize = 16, LearningRate = 0.05 }, new() { BatchSize = 16, LearningRate = 0.05, Clip = 1e6 });

        Assert.Equal(plain.Update, clipped.Update);
    }

    [Fact]
    public async Task The_proximal_term_keeps_a_client_near_and_leaves_buffers_alone()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 75, 3), new() { LearningRate = 0.1, Epochs = 4, BatchSize = 8 });
        var free = await _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);
        var held = await _trainer.TrainAsync(request with { Proximal = 5 }, null, TestContext.Current.CancellationToken);
        var again = await _trainer.TrainAsync(request with { Proximal = 5 }, null, TestContext.Current.CancellationToken);

        Assert.True(Trainable(held) < 0.6 * Trainable(free), $"{Trainable(held)} with, {Trainable(free)} without");
        Assert.Equal(held.Update, again.Update);
        var buffers = ModelPlan.Create(Samples.Cnn).Layout.Entries.Where(entry => entry.Kind == ParameterKind.Buffer);
        Assert.All(buffers, buffer => Assert.DoesNotContain(0f, held.Update.AsSpan(buffer.Offset, buffer.Length).ToArray()));
    }

    [Fact]
    public async Task A_receipt_tells_the_norm_and_asks_the_base_for_its_loss_without_changing_a_bit()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 75, 3), new() { Optimizer = OptimizerKind.Adam, BatchSize = 16 });

        var plain = await _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);
        var asked = await _trainer.TrainAsync(request with { WantsInitialLoss = true }, null, TestContext.Current.CancellationToken);

        Assert.Equal(plain.Update, asked.Update);
        Assert.Equal(Math.Sqrt(plain.Update.Sum(value => (double)value * value)), plain.Norm, 1e-9);
        Assert.Null(plain.InitialLoss);
        Assert.Equal(Initial(request), asked.InitialLoss!.Value, 1e-5);
    }

    private static double Trainable(TrainingResult result) => Math.Sqrt(ModelPlan.Create(Samples.Cnn).Layout.Entries
        .Where(entry => entry.Kind == ParameterKind.Trainable).Sum(entry => SquaredNorm.Of(result.Update.AsSpan(entry.Offset, entry.Length))));

    private static double Initial(TrainingRequest request)
    {
        using var scope = torch.NewDisposeScope();
        using var model = new TorchModel(ModelPlan.Create(request.Spec.Model), plainOrder: true);
        request.Parameters.Span.CopyTo(model.Parameters.Values);
        using var reader = new BatchReader(request.Data, LossKind.CrossEntropy, request.Data.Count);
        var (inputs, targets) = reader.Read([.. Enumerable.Range(0, request.Data.Count)]);
        return torch.nn.functional.cross_entropy(model.Forward(inputs, ForwardPass.Evaluation), targets).item<float>();
    }

    private static float[] Torch(TrainingRequest request, ArrayData data)
    {
        using var scope = torch.NewDisposeScope();
        var training = request.Spec.Training;
        var (start, count) = (request.Parameters, data.Count);
        var (weight, bias) = (new Parameter(torch.tensor(start[..6].ToArray()).view(3, 2)), new Parameter(torch.tensor(start[6..].ToArray())));
        var (weightBefore, biasBefore) = (weight.detach().clone(), bias.detach().clone());
        using var reader = new BatchReader(data, LossKind.CrossEntropy, count);
        var (inputs, targets) = reader.Read([.. Enumerable.Range(0, count)]);
        using var optimizer = torch.optim.SGD([weight, bias], training.LearningRate * request.Rate, training.Momentum);
        var balance = training.ClassBalance is { } beta
            ? torch.tensor(EffectiveNumbers.Weights(beta, [.. Enumerable.Range(0, 3).Select(c => targets.eq(c).sum().item<long>())]).Select(w => (float)w).ToArray())
            : null;
        for (var epoch = 0; epoch < training.Epochs; epoch++)
        {
            optimizer.zero_grad();
            var output = torch.nn.functional.linear(inputs, weight, bias);

            // Labels smoothed as in the paper, written out where torch would weigh the smoothed part by other classes.
            var logs = torch.nn.functional.log_softmax(output, 1);
            var single = -(logs.gather(1, targets.unsqueeze(1)).squeeze(1) * (1 - training.LabelSmoothing) + logs.mean([1]) * training.LabelSmoothing);
            var loss = balance is not null ? (single * balance.index_select(0, targets)).mean()
                : torch.nn.functional.cross_entropy(output, targets, label_smoothing: training.LabelSmoothing);
            loss += ((weight - weightBefore).pow(2).sum() + (bias - biasBefore).pow(2).sum()) * (request.Proximal / 2);
            loss.backward();
            if (training.Clip is { } clip)
            {
                torch.nn.utils.clip_grad_norm_([weight, bias], clip);
            }

            optimizer.step();
        }

        var after = torch.cat([weight.detach().flatten(), bias.detach()]);
        return [.. MemoryMarshal.Cast<byte, float>(after.bytes).ToArray().Zip(start.ToArray(), (now, before) => now - before)];
    }

    private async Task<(TrainingResult, TrainingResult)> Both(TrainingSpec first, TrainingSpec second) => (await Train(first, 75), await Train(second, 75));

    private Task<TrainingResult> Train(TrainingSpec training, int examples) =>
        _trainer.TrainAsync(Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], examples, 3), training), null, TestContext.Current.CancellationToken);

    public void Dispose() => _trainer.Dispose();
}
