using System.Numerics;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Aggregation;

/// <summary>Compares FedAvg with Flower's, and with what FedProx does at the server, in whatever cases the files hold.</summary>
[Trait("Category", "Reference")]
public sealed class FedAvgReferenceTests
{
    [Theory]
    [InlineData("aggregation/fedavg.json")]
    [InlineData("aggregation/fedprox.json")]
    public void Every_case_agrees_with_the_reference_or_is_refused_on_purpose(string file)
    {
        var cases = ReferenceCases.Read(TestFiles.Reference(file));

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.Select(one => (Action)(() => Check(one)))]);
    }

    private static void Check(ReferenceCase one)
    {
        foreach (var round in one.Rounds)
        {
            switch (one.Dtype)
            {
                case "float64":
                    // A client whose values reach 1e6 swallows the digits of the others.
                    var reach = round.Clients.SelectMany(client => client.Values).Max(Math.Abs);
                    Check<double>(one.Name, round, reach >= 1e6 ? 1e-9 : 1e-12);
                    break;
                case "float32":
                    Check<float>(one.Name, round, 1e-5);
                    break;
                default:
                    Assert.Fail($"{one.Name}: no path for dtype {one.Dtype}");
                    break;
            }
        }
    }

    private static void Check<T>(string name, ReferenceRound round, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[][] values = [.. round.Clients.Select(client => client.Values.Select(T.CreateChecked).ToArray())];
        if (round.Clients.All(client => client.Examples == 0))
        {
            // The peer divides by zero here.
            var refused = Assert.Throws<FederationException>(() => new FedAvg().Weigh([.. round.Clients.Select(client => client.Examples)]));
            Assert.Equal(FederationErrors.NoExamples.Code, refused.Code);
            return;
        }

        // The peer averages NaN into the model; here such an update is refused on arrival, and the others are averaged without it.
        bool[] finite = [.. values.Select(client => FiniteCheck.FirstNonFinite<T>(client) < 0)];
        Assert.Equal(round.Clients.Select(client => client.Values.All(double.IsFinite)), finite);
        int[] kept = [.. Enumerable.Range(0, values.Length).Where(i => finite[i])];
        if (kept.Length == 0 || kept.All(i => round.Clients[i].Examples == 0))
        {
            return;
        }

        var weights = new FedAvg().Weigh([.. kept.Select(i => round.Clients[i].Examples)]);
        var sum = new WeightedSum<T>(values[0].Length);
        for (var i = 0; i < kept.Length; i++)
        {
            sum.Add(values[kept[i]], weights[i]);
        }

        var expected = kept.Length == values.Length
            ? round.Expected ?? throw new InvalidDataException($"{name}: the peer raised an error where ours has a result")
            : Mean(round, kept);
        var actual = sum.Finish();
        for (var k = 0; k < actual.Length; k++)
        {
            // Where terms cancel, the peer's own rounding is of the size of the terms, so a few of their last digits are allowed besides.
            var terms = kept.Select((client, i) => Math.Abs(round.Clients[client].Values[k]) * weights[i]).Sum();
            var allowed = tolerance * Math.Abs(expected[k]) + terms * (typeof(T) == typeof(float) ? 1e-6 : 1e-15);
            Assert.True(
                Math.Abs(double.CreateChecked(actual[k]) - expected[k]) <= allowed,
                $"{name}, element {k}: {actual[k]} instead of {expected[k]}");
        }
    }

    /// <summary>The mean without the refused clients, in plain arithmetic.</summary>
    private static double[] Mean(ReferenceRound round, int[] kept)
    {
        var total = kept.Sum(i => (double)round.Clients[i].Examples);
        return [.. Enumerable.Range(0, round.Clients[0].Values.Length).Select(k => kept.Sum(i => round.Clients[i].Values[k] * round.Clients[i].Examples) / total)];
    }
}
