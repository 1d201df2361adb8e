using System.Numerics;
using System.Text.Json;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Compares rules that shorten updates with Flower's server-side clipping without noise, in whatever cases the files hold. The bound of the next
/// round is held against the paper's rule, which the peer turns round.
/// </summary>
[Trait("Category", "Reference")]
public sealed class ClippingReferenceTests
{
    [Fact]
    public void Every_case_of_a_fixed_bound_agrees_with_the_reference()
    {
        var cases = ReferenceCases.Read(TestFiles.Reference("privacy/dp_fixed_clipping.json"));

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.SelectMany(one => one.Rounds.Select(round => (Action)(() =>
            CheckMean(one, round, new NormBounded(), AggregationRules.Settings(new NormBounded(), ("bound", one.Hyper["clipping_norm"]))))))]);
    }

    [Fact]
    public void Every_case_of_an_adaptive_bound_agrees_with_the_reference_and_the_paper()
    {
        var path = TestFiles.Reference("privacy/dp_adaptive_clipping.json");
        var cases = ReferenceCases.Read(path);
        var bounds = Bounds(path);

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.SelectMany((one, number) => one.Rounds.Select((round, i) => (Action)(() =>
        {
            AdaptiveClipping rule = new();
            var (before, after) = bounds[number][i];
            var settings = AggregationRules.Settings(rule, ("bound", before), ("quantile", one.Hyper["target_clipped_quantile"]), ("rate", one.Hyper["clip_norm_lr"]));

            CheckMean(one, round, rule, settings);
            Assert.Equal(after, rule.After(settings, FiguresOf(one, round, Kept(round)))["bound"], after * (one.Dtype == "float32" ? 1e-5 : 1e-12));
        })))]);
    }

    private static void CheckMean(ReferenceCase one, ReferenceRound round, ILinearRule rule, AggregationSpec settings)
    {
        if (one.Dtype == "float32")
        {
            CheckMean<float>(one, round, rule, settings, 1e-5);
        }
        else
        {
            CheckMean<double>(one, round, rule, settings, 1e-12);
        }
    }

    private static void CheckMean<T>(ReferenceCase one, ReferenceRound round, ILinearRule rule, AggregationSpec settings, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The peer averages an update that is not finite; here it is refused on arrival, and the others are averaged without it.
        var kept = Kept(round);
        var weights = rule.Weigh(FiguresOf(one, round, kept), settings);
        var sum = new WeightedSum<T>(round.Base!.Length);
        for (var i = 0; i < kept.Length; i++)
        {
            sum.Add(Update<T>(round, kept[i]), weights[i]);
        }

        var actual = sum.Finish();
        var isWhole = kept.Length == round.Clients.Count;
        for (var k = 0; k < actual.Length; k++)
        {
            var expected = isWhole ? round.Expected![k] : round.Base[k] + kept.Select((client, i) => weights[i] * (round.Clients[client].Values[k] - round.Base[k])).Sum();
            var model = round.Base[k] + double.CreateChecked(actual[k]);
            var allowed = tolerance * Math.Abs(expected) + Math.Abs(round.Base[k]) * (typeof(T) == typeof(float) ? 1e-6 : 1e-15);
            Assert.True(Math.Abs(model - expected) <= allowed, $"{one.Name}, element {k}: {model} instead of {expected}");
        }
    }

    private static int[] Kept(ReferenceRound round) =>
        [.. Enumerable.Range(0, round.Clients.Count).Where(client => round.Clients[client].Values.All(double.IsFinite))];

    private static UpdateFigures[] FiguresOf(ReferenceCase one, ReferenceRound round, int[] kept) =>
        [.. kept.Select(client => new UpdateFigures(round.Clients[client].Examples)
        {
            Norm = Math.Sqrt(one.Dtype == "float32" ? Squares<float>(round, client) : Squares<double>(round, client)),
        })];

    private static double Squares<T>(ReferenceRound round, int client)
        where T : unmanaged, IFloatingPointIeee754<T> => Update<T>(round, client).Sum(value => double.CreateChecked(value) * double.CreateChecked(value));

    private static T[] Update<T>(ReferenceRound round, int client)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. round.Clients[client].Values.Zip(round.Base!, (value, start) => T.CreateChecked(value) - T.CreateChecked(start))];

    /// <summary>The bound of each round, and what the paper makes of it.</summary>
    private static (double Before, double After)[][] Bounds(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. file.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("rounds").EnumerateArray()
            .Select(round => round.GetProperty("expected"))
            .Select(expected => (expected.GetProperty("clipping_norm_before").GetDouble(), expected.GetProperty("clipping_norm_after_by_paper").GetDouble())).ToArray())];
    }
}
