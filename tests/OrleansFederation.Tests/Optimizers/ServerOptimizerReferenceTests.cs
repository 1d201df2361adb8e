using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using OrleansFederation.Aggregation;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Optimizers;

/// <summary>Compares the server optimisers that are Flower's with Flower's own figures, in whatever cases the files hold.</summary>
[Trait("Category", "Reference")]
public sealed class ServerOptimizerReferenceTests
{
    [Theory]
    [InlineData("fedadam", "adam-flower", 1e-4)]
    [InlineData("fedyogi", "yogi-flower", 1e-5)]
    [InlineData("fedadagrad", "adagrad-flower", 1e-5)]
    [InlineData("fedavgm", "momentum", 1e-5)]
    public void Every_case_agrees_until_the_peer_takes_up_what_is_not_finite(string file, string optimizer, double ofFloats)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Reference($"aggregation/{file}.json")));
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().ToList();

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.Select(one => (Action)(() =>
        {
            if (one.GetProperty("dtype").GetString() == "float64")
            {
                Check<double>(one, optimizer, 1e-12);
            }
            else
            {
                Check<float>(one, optimizer, ofFloats);
            }
        }))]);
    }

    private static void Check<T>(JsonElement one, string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var optimizer = ServerOptimizers.Find(name)!;
        var hyper = one.GetProperty("hyper");
        Dictionary<string, double> arguments = optimizer.Arguments.ToDictionary(argument => argument.Name, argument => hyper.GetProperty(Theirs(argument.Name, hyper)).GetDouble());
        ServerSpec settings = new(name, arguments);
        var global = Layers<T>(one.GetProperty("initial"));
        Memory<T>[] state = [.. optimizer.State.Select(vector => Enumerable.Repeat(T.CreateChecked(optimizer.Initial(vector, settings)), global.Length).ToArray())];
        foreach (var round in one.GetProperty("rounds").EnumerateArray())
        {
            var number = round.GetProperty("server_round").GetInt32();
            var clients = round.GetProperty("clients").EnumerateArray().Select(client => (Examples: client.GetProperty("num_examples").GetInt64(), Values: Layers<T>(client.GetProperty("layers")))).ToList();
            if (clients.Any(client => !TensorPrimitives.IsFiniteAll<T>(client.Values)))
            {
                // Ours is refused on arrival (FED3002), so that from here on there is nothing to compare.
                return;
            }

            // The peer averages weights and subtracts the model from the mean; rounded likewise, so that a difference is the optimiser's.
            var mean = new WeightedSum<T>(global.Length);
            var weights = FedAvgWeights(clients.Select(client => client.Examples));
            foreach (var (client, weight) in clients.Zip(weights))
            {
                mean.Add(client.Values, weight);
            }

            var aggregate = new T[global.Length];
            TensorPrimitives.Subtract(mean.Finish(), global, aggregate);
            optimizer.Step<T>(global, aggregate, state, new(settings, number, settings["learningRate"]));

            var expected = Layers<T>(round.GetProperty("expected").GetProperty("layers"));
            var scale = expected.Max(value => double.Abs(double.CreateChecked(value)));
            for (var k = 0; k < global.Length; k++)
            {
                var (ours, theirs) = (double.CreateChecked(global[k]), double.CreateChecked(expected[k]));
                Assert.True(Math.Abs(ours - theirs) <= tolerance * Math.Max(Math.Abs(theirs), scale * 0.01), $"{one.GetProperty("name")}, round {number}, element {k}: {ours} instead of {theirs}");
            }

            expected.CopyTo(global, 0);
        }
    }

    private static string Theirs(string argument, JsonElement hyper) => argument switch
    {
        "learningRate" => hyper.TryGetProperty("eta", out _) ? "eta" : "server_learning_rate",
        "momentum" => "server_momentum",
        "beta1" => "beta_1",
        "beta2" => "beta_2",
        _ => argument,
    };

    private static IEnumerable<double> FedAvgWeights(IEnumerable<long> examples)
    {
        var counts = examples.ToList();
        return counts.Select(count => count / (double)counts.Sum());
    }

    private static T[] Layers<T>(JsonElement layers)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. layers.EnumerateArray().SelectMany(layer => layer.GetProperty("data").EnumerateArray()).Select(value => T.CreateChecked(value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetDouble()))];
}
