using System.Numerics;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Aggregation;

/// <summary>Compares the median with Flower's (<c>aggregation/fedmedian.json</c>), in whatever cases the file holds.</summary>
[Trait("Category", "Reference")]
public sealed class MedianReferenceTests
{
    [Fact]
    public void Every_case_agrees_with_the_reference()
    {
        var cases = ReferenceCases.Read(TestFiles.Reference("aggregation/fedmedian.json"));

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.SelectMany(one => one.Rounds.Select(round => (Action)(() =>
        {
            switch (one.Dtype)
            {
                case "float64":
                    Check<double>(one.Name, round, 1e-15);
                    break;
                case "float32":
                    Check<float>(one.Name, round, 1e-6);
                    break;
                default:
                    Assert.Fail($"{one.Name}: no path for dtype {one.Dtype}");
                    break;
            }
        })))]);
    }

    private static void Check<T>(string name, ReferenceRound round, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The peer carries NaN into the model; here such an update is refused on arrival, and the others are combined without it.
        T[][] kept = [.. round.Clients.Where(client => client.Values.All(double.IsFinite)).Select(client => client.Values.Select(T.CreateChecked).ToArray())];
        if (kept.Length == 0)
        {
            return;
        }

        var median = new T[kept[0].Length];
        Median.Of([.. kept.Select(update => (ReadOnlyMemory<T>)update)], median);
        var expected = kept.Length == round.Clients.Count
            ? round.Expected ?? throw new InvalidDataException($"{name}: the peer raised an error where ours has a result")
            : [.. Enumerable.Range(0, median.Length).Select(k => Middle([.. kept.Select(update => double.CreateChecked(update[k])).Order()]))];
        for (var k = 0; k < median.Length; k++)
        {
            Assert.True(
                Math.Abs(double.CreateChecked(median[k]) - expected[k]) <= tolerance * Math.Abs(expected[k]),
                $"{name}, element {k}: {median[k]} instead of {expected[k]}");
        }
    }

    private static double Middle(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
