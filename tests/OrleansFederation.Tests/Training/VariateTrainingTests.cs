using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>What SCAFFOLD and FedDyn do to a step, and what they work out of it.</summary>
public sealed class VariateTrainingTests : IDisposable
{
    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(2, 16));

    public void Dispose() => _trainer.Dispose();

    [Fact]
    public async Task A_correction_is_added_to_the_gradient_of_what_is_trained()
    {
        // The first layers are frozen, so that the correction begins in the middle of the parameters.
        var model = Samples.Cnn with { Freeze = ["0", "1"] };
        var layout = ModelPlan.Create(model).Layout;
        var trainable = layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable).ToArray();
        float[] correction = [.. Enumerable.Range(0, trainable.Sum(entry => entry.Length)).Select(i => i % 7 - 3f)];
        var request = Samples.Request(model, Samples.Data([2, 10, 10], 16, 3), new() { LearningRate = 0.1, BatchSize = 16 });

        var plain = await TrainAsync(request);
        var corrected = await TrainAsync(request with { Correction = correction });

        var done = 0;
        foreach (var entry in layout.Entries)
        {
            for (var i = 0; i < entry.Length; i++)
            {
                var expected = entry.Kind == ParameterKind.Trainable ? -0.1f * correction[done + i] : 0;
                Assert.Equal(expected, corrected.Update[entry.Offset + i] - plain.Update[entry.Offset + i], 1e-6f);
            }

            done += entry.Kind == ParameterKind.Trainable ? entry.Length : 0;
        }

        Assert.Equal(correction.Length, done);
    }

    [Theory]
    [InlineData(0, false, 0, 1)]
    [InlineData(0.6, false, 0, 0.5)]
    [InlineData(0.6, true, 0.1, 1)]
    public async Task A_clients_variate_is_the_mean_of_the_gradients_that_it_saw(double momentum, bool nesterov, double decay, double rate)
    {
        // A loss whose gradient is the same everywhere but for decay, so that any weighted mean is known.
        var data = new ArrayData([2], [1, 2, 1, 2], [0, 0]);
        var training = new TrainingSpec { LearningRate = 0.05, BatchSize = 2, Epochs = 5, Momentum = momentum, Nesterov = nesterov, WeightDecay = decay };
        var request = Samples.Request(Samples.Line(LossKind.Mse), data, training) with { Rate = rate };
        float[] own = [0.5f, -0.25f, 1], common = [0.125f, 0.5f, -1];

        var result = await TrainAsync(request with { Correction = ControlVariates.Correction(common, own) });
        ControlVariates.MoveOwn(own, common, result.Update, ControlVariates.PerStep(training, rate, result.LocalSteps));

        var expected = WeighedGradients(request, training, rate, [0.125 - 0.5, 0.5 + 0.25, -1 - 1.0]);
        Assert.All(own.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-5));
    }

    [Fact]
    public void A_round_of_rate_0_tells_nothing_of_gradients()
    {
        float[] own = [1, 2], common = [3, 4];
        var perStep = ControlVariates.PerStep(new(), 0, 5);

        ControlVariates.MoveOwn(own, common, [0, 0], perStep);
        ControlVariates.MoveCommon(common, [0, 0], perStep, 0.5);

        Assert.Equal([1, 2], own);
        Assert.Equal([3, 4], common);
    }

    private Task<TrainingResult> TrainAsync(TrainingRequest request) => _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);

    /// <summary>Trains in double precision on two equal examples (1, 2) → 0, and gives the mean of the gradients, each weighted by how far it was carried.</summary>
    private static double[] WeighedGradients(TrainingRequest request, TrainingSpec training, double rate, double[] correction)
    {
        var (steps, step) = (training.Epochs, training.LearningRate * rate);
        double[] at = [.. request.Parameters.ToArray().Select(value => (double)value)], buffer = [0, 0, 0], inputs = [1, 2, 1];
        var seen = new double[steps][];
        for (var k = 0; k < steps; k++)
        {
            var error = at.Zip(inputs, (w, x) => w * x).Sum();
            seen[k] = [.. inputs.Select((x, i) => 2 * error * x + training.WeightDecay * at[i])];
            for (var i = 0; i < at.Length; i++)
            {
                var gradient = seen[k][i] + correction[i];
                buffer[i] = training.Momentum * buffer[i] + gradient;
                at[i] -= step * (training.Nesterov ? gradient + training.Momentum * buffer[i] : buffer[i]);
            }
        }

        // How far the gradient of step k is carried by the steps from k on.
        var carried = Enumerable.Range(0, steps).Select(k =>
        {
            var (way, left) = (0.0, 0.0);
            for (var j = k; j < steps; j++)
            {
                left = training.Momentum * left + (j == k ? 1 : 0);
                way += training.Nesterov ? (j == k ? 1 : 0) + training.Momentum * left : left;
            }

            return way;
        }).ToArray();
        return [.. Enumerable.Range(0, at.Length).Select(i => Enumerable.Range(0, steps).Sum(k => carried[k] * seen[k][i]) / carried.Sum())];
    }
}
