using System.Globalization;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;
using OrleansFederation.Schedules;

namespace OrleansFederation.Training;

/// <summary>Clients that fit a line to points of their own by squares, each another one; and federations of them in double precision, straight from the papers.</summary>
internal sealed class QuadraticClients
{
    private const int Width = 3;

    private readonly string[] _paths;
    private readonly double[][][] _inputs;
    private readonly double[][] _targets;

    private QuadraticClients(string[] paths, double[][][] inputs, double[][] targets) => (_paths, _inputs, _targets) = (paths, inputs, targets);

    /// <summary>Makes clients of so many examples each, and writes their files.</summary>
    public static async Task<QuadraticClients> WriteAsync(TemporaryFolder folder, int[] counts, CancellationToken cancellationToken)
    {
        var random = new SeededRandom(3);
        var (paths, inputs, targets) = (new string[counts.Length], new double[counts.Length][][], new double[counts.Length][]);
        for (var client = 0; client < counts.Length; client++)
        {
            // Rounded to float32, as the files are read.
            inputs[client] = [.. Enumerable.Range(0, counts[client]).Select(_ => new double[] { (float)(random.NextGaussian() * (0.5 + client % 3)), (float)random.NextGaussian(), 1 })];
            targets[client] = [.. inputs[client].Select(x => (double)(float)((client - 1) * x[0] + 0.5 * x[1] + client % 2))];
            paths[client] = folder[$"client{client}.csv"];
            await File.WriteAllLinesAsync(paths[client], ["a,b,y", .. inputs[client].Zip(targets[client], (x, y) => string.Create(CultureInfo.InvariantCulture, $"{x[0]:R},{x[1]:R},{y:R}"))], cancellationToken);
        }

        return new(paths, inputs, targets);
    }

    /// <summary>A spec of a federation of them, each client with all its examples for training.</summary>
    public string Spec(string training, int rounds, string sampling = "{}", string? aggregation = null) => $$"""
        {
          "federation": "tiny",
          "seed": 5,
          "model": { "input": [2], "layers": [{ "linear": 1 }], "loss": "mse" },
          "data": { "format": "csv", "columns": [{ "a": "number" }, { "b": "number" }, { "y": "number" }], "target": { "column": "y" }, "split": { "train": 1, "test": 0 } },
          "clients": [{{string.Join(", ", _paths.Select((path, i) => $$"""{ "id": "client{{i}}", "site": "{{(i % 2 == 0 ? "north" : "south")}}", "data": { "path": "{{path}}" } }"""))}}],
          "rounds": {{rounds}},
          "sampling": {{sampling}},
          "training": {{training}}{{(aggregation is null ? "" : $", \"aggregation\": \"{aggregation}\"")}}
        }
        """;

    /// <summary>Where the plain mean of the clients' losses is least, by the normal equations.</summary>
    public double[] Optimum()
    {
        var system = new double[Width, Width + 1];
        for (var client = 0; client < _inputs.Length; client++)
        {
            foreach (var (x, y) in _inputs[client].Zip(_targets[client]))
            {
                for (var i = 0; i < Width; i++)
                {
                    for (var j = 0; j < Width; j++)
                    {
                        system[i, j] += x[i] * x[j] / _inputs[client].Length;
                    }

                    system[i, Width] += x[i] * y / _inputs[client].Length;
                }
            }
        }

        return Solve(system);
    }

    /// <summary>SCAFFOLD with option II: model and c after each round.</summary>
    public IReadOnlyList<(double[] Model, double[] Common)> Scaffold(string json, IReadOnlyList<int[]> cohorts, bool withShare)
    {
        var spec = SpecReader.Read(json).Spec!;
        var (model, common, own) = (Start(spec), new double[Width], Zeros());
        List<(double[], double[])> rounds = [];
        foreach (var (index, cohort) in cohorts.Index())
        {
            var rate = spec.Training.LearningRate * RateSchedule.At(spec.Training.Schedule, index + 1, spec.Rounds);
            var (move, change) = (new double[Width], new double[Width]);
            foreach (var client in cohort)
            {
                var (trained, steps) = Train(spec, index + 1, client, model, rate, (_, i) => common[i] - own[client][i]);
                for (var i = 0; i < Width; i++)
                {
                    var next = own[client][i] - common[i] + (model[i] - trained[i]) / (steps * rate);
                    change[i] += (next - own[client][i]) / cohort.Length;
                    own[client][i] = next;
                    move[i] += (trained[i] - model[i]) / cohort.Length;
                }
            }

            model = [.. model.Zip(move, (x, d) => x + d)];
            common = [.. common.Zip(change, (c, d) => c + (withShare ? (double)cohort.Length / _inputs.Length : 1) * d)];
            rounds.Add((model, common));
        }

        return rounds;
    }

    /// <summary>FedDyn: model and h after each round.</summary>
    public IReadOnlyList<(double[] Model, double[] Common)> FedDyn(string json, IReadOnlyList<int[]> cohorts)
    {
        var spec = SpecReader.Read(json).Spec!;
        var (model, common, own, alpha) = (Start(spec), new double[Width], Zeros(), spec.Training.Dynamic!.Value);
        List<(double[], double[])> rounds = [];
        foreach (var (index, cohort) in cohorts.Index())
        {
            var (mean, before) = (new double[Width], model);
            var h = (double[])common.Clone();
            foreach (var client in cohort)
            {
                var (trained, _) = Train(spec, index + 1, client, before, spec.Training.LearningRate, (at, i) => alpha * (at[i] - before[i]) - own[client][i]);
                for (var i = 0; i < Width; i++)
                {
                    own[client][i] -= alpha * (trained[i] - before[i]);
                    h[i] -= alpha * (trained[i] - before[i]) / _inputs.Length;
                    mean[i] += trained[i] / cohort.Length;
                }
            }

            (common, model) = (h, [.. mean.Zip(h, (m, c) => m - c / alpha)]);
            rounds.Add((model, common));
        }

        return rounds;
    }

    private double[][] Zeros() => [.. _inputs.Select(_ => new double[Width])];

    private static double[] Start(FederationSpec spec) => [.. ModelPlans.Of(spec.Model).Initialise(spec.Seed).Select(value => (double)value)];

    /// <summary>One client's round: SGD over its batches in the order of the seeds, and how far one unit of gradient was carried.</summary>
    private (double[] Trained, double Steps) Train(FederationSpec spec, int round, int client, double[] start, double rate, Func<double[], int, double> added)
    {
        var training = spec.Training;
        var order = new BatchOrder(training, _inputs[client].Length, SeededRandom.Derive(spec.Seed, "train", round, client));
        var (at, buffer) = ((double[])start.Clone(), new double[Width]);
        while (order.TryNext(out var batch))
        {
            var gradient = Enumerable.Range(0, Width).Select(i => added(at, i)).ToArray();
            foreach (var example in batch)
            {
                var x = _inputs[client][example];
                var error = x.Zip(at, (value, w) => value * w).Sum() - _targets[client][example];
                for (var i = 0; i < Width; i++)
                {
                    gradient[i] += 2 * error * x[i] / batch.Length;
                }
            }

            for (var i = 0; i < Width; i++)
            {
                buffer[i] = training.Momentum * buffer[i] + gradient[i];
                at[i] -= rate * buffer[i];
            }
        }

        var carried = Enumerable.Range(0, (int)order.Done).Sum(k => (1 - Math.Pow(training.Momentum, k + 1)) / (1 - training.Momentum));
        return (at, carried);
    }

    private static double[] Solve(double[,] system)
    {
        for (var pivot = 0; pivot < Width; pivot++)
        {
            for (var row = 0; row < Width; row++)
            {
                var factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (var column = 0; column <= Width; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, Width).Select(i => system[i, Width] / system[i, i])];
    }
}
