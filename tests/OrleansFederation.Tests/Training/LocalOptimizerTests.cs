using System.Runtime.InteropServices;
using OrleansFederation.Native;
using OrleansFederation.Randomness;
using TorchSharp;
using TorchSharp.Modules;

namespace OrleansFederation.Training;

public sealed class LocalOptimizerTests
{
    // Not a multiple of any vector width, so that the last elements take the scalar path.
    private const int Length = 37;

    public LocalOptimizerTests() => TorchNative.EnsureLoaded();

    public static TheoryData<TrainingSpec> Settings =>
    [
        new TrainingSpec { LearningRate = 0.1 },
        new TrainingSpec { LearningRate = 0.1, WeightDecay = 0.05 },
        new TrainingSpec { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 0.05 },
        new TrainingSpec { LearningRate = 0.1, Momentum = 0.9, Nesterov = true },
        new TrainingSpec { Optimizer = OptimizerKind.Adam, LearningRate = 0.01 },
        new TrainingSpec { Optimizer = OptimizerKind.Adam, LearningRate = 0.01, Beta1 = 0.8, Beta2 = 0.99, WeightDecay = 0.1 },
        new TrainingSpec { Optimizer = OptimizerKind.AdamW, LearningRate = 0.01, WeightDecay = 0.1 },
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Ten_steps_end_where_those_of_torch_end(TrainingSpec settings)
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(1);
        var own = Gaussian(random);
        var parameter = new Parameter(torch.tensor(own));
        using var theirs = Torch(settings, parameter);
        using var ours = LocalOptimizers.Create(settings, Length);

        for (var step = 0; step < 10; step++)
        {
            var gradient = Gaussian(random);
            parameter.grad = torch.tensor(gradient);
            theirs.step();
            ours.Begin();
            ours.Step(0, own, gradient);
        }

        var expected = MemoryMarshal.Cast<byte, float>(parameter.bytes).ToArray();
        Assert.All(own.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-6f * Math.Max(1, Math.Abs(pair.Second))));
    }

    [Fact]
    public void Nesterovs_momentum_steps_as_computed_by_hand()
    {
        using var optimizer = LocalOptimizers.Create(new() { LearningRate = 0.5, Momentum = 0.5, Nesterov = true }, 1);
        float[] value = [10];

        optimizer.Begin();
        optimizer.Step(0, value, [2]);
        optimizer.Begin();
        optimizer.Step(0, value, [4]);

        // b1 = 2, d1 = 2 + 1 = 3; b2 = 1 + 4 = 5, d2 = 4 + 2.5 = 6.5.
        Assert.Equal(10 - 0.5f * 3 - 0.5f * 6.5f, value[0], 1e-6f);
    }

    [Fact]
    public void Adams_first_step_is_the_learning_rate_whatever_the_gradient()
    {
        using var optimizer = LocalOptimizers.Create(new() { Optimizer = OptimizerKind.Adam, LearningRate = 0.01 }, 2);
        float[] values = [1, 1];

        optimizer.Begin();
        optimizer.Step(0, values, [1e-3f, -1e3f]);

        Assert.Equal(0.99f, values[0], 1e-5f);
        Assert.Equal(1.01f, values[1], 1e-5f);
    }

    [Fact]
    public void Tensors_at_different_offsets_keep_their_own_moments()
    {
        using var optimizer = LocalOptimizers.Create(new() { LearningRate = 1, Momentum = 0.5 }, 2);
        float[] first = [0];
        float[] second = [0];

        for (var step = 0; step < 2; step++)
        {
            optimizer.Begin();
            optimizer.Step(0, first, [1]);
            optimizer.Step(1, second, [0]);
        }

        Assert.Equal(-2.5f, first[0]);
        Assert.Equal(0, second[0]);
    }

    private static float[] Gaussian(SeededRandom random) => [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextGaussian())];

    private static torch.optim.Optimizer Torch(TrainingSpec settings, Parameter parameter) => settings.Optimizer switch
    {
        OptimizerKind.Sgd => torch.optim.SGD([parameter], settings.LearningRate, settings.Momentum, 0, settings.WeightDecay, settings.Nesterov),
        OptimizerKind.Adam => torch.optim.Adam([parameter], settings.LearningRate, settings.Beta1, settings.Beta2, 1e-8, settings.WeightDecay),
        _ => torch.optim.AdamW([parameter], settings.LearningRate, settings.Beta1, settings.Beta2, 1e-8, settings.WeightDecay),
    };
}
