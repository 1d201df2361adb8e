using System.Diagnostics;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;

namespace OrleansFederation.Training;

/// <summary>Measures a step of the platform's trainer against a step of <see cref="BareTransformer"/>: the transformer template, Adam, batches of 32, one thread.</summary>
internal static class TransformerSpeed
{
    private const int Batch = 32;
    private const int Vocabulary = 1000;
    private const int Length = 64;
    private const int Width = 64;
    private const int Heads = 4;
    private const int Depth = 2;
    private const int Classes = 2;

    /// <summary>Measures both, by turns, and takes the best turn of each: lanes are niced, so that whatever else runs slows them more.</summary>
    /// <param name="steps">Steps in each turn.</param>
    /// <param name="turns">Turns that count, after one that warms up.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <returns>Milliseconds a step, data included.</returns>
    /// <exception cref="InvalidOperationException">Where the two do not train the same model to the same loss.</exception>
    public static async Task<(double Bare, double Platform)> MeasureAsync(int steps = 40, int turns = 7, CancellationToken cancellationToken = default)
    {
        var data = new Tokens(steps * Batch);
        var model = Template();
        var initial = ModelPlan.Create(model).Initialise(1);
        var spec = new FederationSpec
        {
            Name = "speed",
            Model = model,
            Clients = new ClientsSpec(),
            Rounds = 1,
            Training = new() { Optimizer = OptimizerKind.Adam, LearningRate = 0.001, BatchSize = Batch },
        };
        using var trainer = new LocalTrainer(TimeProvider.System);
        List<double> bare = [];
        List<double> platform = [];
        for (var turn = 0; turn <= turns; turn++)
        {
            var (bareSeconds, bareLoss) = Bare(data, initial);
            var result = await trainer.TrainAsync(new(spec, (ulong)turn, initial, data), null, cancellationToken);
            if (Math.Abs(bareLoss - result.Loss) > 0.05)
            {
                throw new InvalidOperationException($"The bare loop ends with a loss of {bareLoss}, the platform with {result.Loss}: they do not train the same.");
            }

            if (turn > 0)
            {
                bare.Add(bareSeconds * 1000 / steps);
                platform.Add(result.Seconds * 1000 / steps);
            }
        }

        return (bare.Min(), platform.Min());
    }

    private static ModelSpec Template()
    {
        var template = ModelTemplates.Find("transformer")!;
        var numbers = template.Arguments.ToDictionary(argument => argument.Name, argument => argument.Default ?? argument.Name switch
        {
            "vocabulary" => Vocabulary,
            "length" => Length,
            "width" => Width,
            "heads" => Heads,
            "depth" => Depth,
            _ => Classes,
        });
        return new("speed", [Length], template.Expand(new(numbers, new Dictionary<string, IReadOnlyList<int>>()), [Length]), LossKind.CrossEntropy);
    }

    private static (double Seconds, double Loss) Bare(Tokens data, float[] initial)
    {
        var (seconds, loss) = (0.0, 0.0);
        var thread = new Thread(() =>
        {
            using var bare = new BareTransformer(Vocabulary, Length, Width, Heads, Depth, Classes);
            if (bare.Length != initial.Length)
            {
                throw new InvalidOperationException($"The bare model has {bare.Length} parameters, the template {initial.Length}.");
            }

            bare.Write(initial);
            int[] order = [.. Enumerable.Range(0, data.Count)];
            new Random(1).Shuffle(order);
            var start = Stopwatch.GetTimestamp();
            loss = bare.Train(data.Inputs, data.Labels, order, Batch);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        thread.Start();
        thread.Join();
        return (seconds, loss);
    }

    /// <summary>Random token ids, labelled by chance.</summary>
    private sealed class Tokens : IDataSet
    {
        public Tokens(int count)
        {
            var random = new Random(7);
            Inputs = [.. Enumerable.Range(0, count * TransformerSpeed.Length).Select(_ => (float)random.Next(Vocabulary))];
            Labels = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(Classes))];
        }

        public float[] Inputs { get; }

        public float[] Labels { get; }

        public int Count => Labels.Length;

        public IReadOnlyList<int> InputShape { get; } = [TransformerSpeed.Length];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                Inputs.AsSpan(indices[i] * TransformerSpeed.Length, TransformerSpeed.Length).CopyTo(destination[(i * TransformerSpeed.Length)..]);
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
