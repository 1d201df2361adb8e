using System.Diagnostics;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Native;

namespace OrleansFederation.Training;

/// <summary>Measures a step of the platform's trainer against a step of <see cref="BareLoop"/>: the CNN of the mnist spec, Adam, batches of 32, one thread.</summary>
internal static class TrainingSpeed
{
    private const int Batch = 32;

    /// <summary>Measures both, by turns, and takes the best turn of each: lanes are niced, so that whatever else runs slows them more. Takes about a quarter of a minute.</summary>
    /// <param name="steps">Steps in each turn.</param>
    /// <param name="turns">Turns; the median of each counts.</param>
    /// <returns>Milliseconds a step, data included.</returns>
    public static async Task<(double Bare, double Platform)> MeasureAsync(int steps = 100, int turns = 7)
    {
        TorchNative.EnsureLoaded();
        var data = new Images(steps * Batch);
        var model = ModelPlan.Create(Cnn);
        var spec = new FederationSpec
        {
            Name = "speed",
            Model = Cnn,
            Clients = new ClientsSpec(),
            Rounds = 1,
            Training = new() { Optimizer = OptimizerKind.Adam, LearningRate = 0.001, BatchSize = Batch },
        };
        var initial = model.Initialise(1);
        using var trainer = new LocalTrainer(TimeProvider.System);
        List<double> bare = [];
        List<double> platform = [];
        for (var turn = 0; turn <= turns; turn++)
        {
            var bareSeconds = Bare(data, initial);
            var result = await trainer.TrainAsync(new(spec, (ulong)turn, initial, data), null, CancellationToken.None);
            if (turn > 0)
            {
                // The first turn warms up.
                bare.Add(bareSeconds * 1000 / steps);
                platform.Add(result.Seconds * 1000 / steps);
            }
        }

        return (bare.Min(), platform.Min());
    }

    /// <summary>The model of the mnist spec.</summary>
    private static ModelSpec Cnn { get; } = new("speed", [1, 28, 28], [Conv(32), Layer("relu"), Pool(), Conv(64), Layer("relu"), Pool(), Layer("flatten"), Linear(128), Layer("relu"), Linear(10)], LossKind.CrossEntropy);

    private static double Bare(Images data, float[] initial)
    {
        var seconds = 0.0;
        var thread = new Thread(() =>
        {
            using var loop = new BareLoop();
            loop.Write(initial);
            int[] order = [.. Enumerable.Range(0, data.Count)];
            new Random(1).Shuffle(order);
            var start = Stopwatch.GetTimestamp();
            loop.Train(data.Pixels, data.Labels, order, Batch);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        thread.Start();
        thread.Join();
        return seconds;
    }

    private static LayerSpec Layer(string kind, params (string Name, double Value)[] arguments) => new(kind, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    private static LayerSpec Conv(int outputs) => Layer("conv2d", ("out", outputs), ("kernel", 3), ("stride", 1), ("padding", 0), ("groups", 1), ("bias", 1));

    private static LayerSpec Pool() => Layer("maxpool2d", ("kernel", 2), ("stride", 0), ("padding", 0));

    private static LayerSpec Linear(int outputs) => Layer("linear", ("out", outputs), ("bias", 1));

    /// <summary>Random images of 28 × 28 bytes, normalised as MNIST is.</summary>
    private sealed class Images : IDataSet
    {
        private const int Size = 28 * 28;

        public Images(int count)
        {
            var random = new Random(7);
            Pixels = new byte[count * Size];
            Labels = new byte[count];
            random.NextBytes(Pixels);
            for (var i = 0; i < count; i++)
            {
                Labels[i] = (byte)random.Next(10);
            }
        }

        public byte[] Pixels { get; }

        public byte[] Labels { get; }

        public int Count => Labels.Length;

        public IReadOnlyList<int> InputShape { get; } = [1, 28, 28];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                for (var p = 0; p < Size; p++)
                {
                    destination[i * Size + p] = (Pixels[indices[i] * Size + p] / 255f - 0.1307f) * (1 / 0.3081f);
                }
            }
        }

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = Labels[indices[i]];
            }
        }
    }
}
