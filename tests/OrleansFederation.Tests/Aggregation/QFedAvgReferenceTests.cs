using System.Numerics;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Aggregation;

/// <summary>Compares q-FedAvg with Flower's: with each client's own loss, as in the paper, and with one loss for all.</summary>
[Trait("Category", "Reference")]
public sealed class QFedAvgReferenceTests
{
    [Theory]
    [InlineData("aggregation/qfedavg_clientloss.json")]
    [InlineData("aggregation/qfedavg_serverloss.json")]
    public void Every_case_agrees_with_the_reference(string file)
    {
        var cases = ReferenceCases.Read(TestFiles.Reference(file));

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.SelectMany(one => one.Rounds.Select(round => (Action)(() => Check(one, round))))]);
    }

    private static void Check(ReferenceCase one, ReferenceRound round)
    {
        if (one.Dtype == "float32")
        {
            Check<float>(one, round, 1e-5);
        }
        else
        {
            Assert.Equal("float64", one.Dtype);
            Check<double>(one, round, 1e-12);
        }
    }

    private static void Check<T>(ReferenceCase one, ReferenceRound round, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double Setting(params string[] names) => names.Where(one.Hyper.ContainsKey).Select(name => one.Hyper[name]).First();
        AggregationSpec settings = new("qfedavg", new Dictionary<string, double>
        {
            ["q"] = Setting("q", "q_param"),
            ["learningRate"] = Setting("client_learning_rate", "qffl_learning_rate"),
        });
        T[] start = [.. round.Base!.Select(T.CreateChecked)];
        T[][] updates = [.. round.Clients.Select(client => client.Values.Zip(start, (value, before) => T.CreateChecked(value) - before).ToArray())];
        var figures = round.Clients.Select((client, i) => new UpdateFigures(client.Examples)
        {
            Norm = Math.Sqrt(updates[i].Sum(value => double.CreateChecked(value) * double.CreateChecked(value))),
            InitialLoss = client.Loss ?? round.ServerLoss,
        }).ToArray();

        var weights = new QFedAvg().Weigh(figures, settings);
        WeightedSum<T> sum = new(start.Length);
        for (var i = 0; i < updates.Length; i++)
        {
            sum.Add(updates[i], weights[i]);
        }

        PartialSums.Apply<T>(start, sum.Finish());

        Assert.All(start.Zip(round.Expected!).Index(), element =>
        {
            var (actual, expected) = (double.CreateChecked(element.Item.First), element.Item.Second);
            Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{one.Name}, element {element.Index}: {actual} instead of {expected}");
        });
    }
}
