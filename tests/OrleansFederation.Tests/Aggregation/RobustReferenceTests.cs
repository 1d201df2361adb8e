using System.Numerics;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Compares the robust rules with Flower's, in whatever cases the files hold. Where the peer takes fewer updates than its rule needs, ours
/// refuses; where it reads an update that is not finite, ours goes on without it, and plain arithmetic says what is right.
/// </summary>
[Trait("Category", "Reference")]
public sealed class RobustReferenceTests
{
    [Theory]
    [InlineData("aggregation/krum.json")]
    [InlineData("aggregation/multikrum.json")]
    [InlineData("aggregation/multikrum_serverapp.json")]
    [InlineData("aggregation/bulyan.json")]
    [InlineData("aggregation/fedtrimmedavg.json")]
    public void Every_case_agrees_with_the_reference_or_is_refused_on_purpose(string file)
    {
        var cases = ReferenceCases.Read(TestFiles.Reference(file));

        Assert.NotEmpty(cases);
        Assert.Multiple([.. cases.SelectMany(one => one.Rounds.Select(round => (Action)(() =>
        {
            var (rule, settings) = Rule(file, one);
            switch (one.Dtype)
            {
                case "float64":
                    // A client whose values reach 1e6 swallows the digits of the others.
                    Check<double>(one.Name, rule, settings, round, Reach(round) >= 1e6 ? 1e-9 : 1e-12);
                    break;
                case "float32":
                    Check<float>(one.Name, rule, settings, round, 1e-5);
                    break;
                default:
                    Assert.Fail($"{one.Name}: no path for dtype {one.Dtype}");
                    break;
            }
        })))]);
    }

    private static (IAggregationRule Rule, AggregationSpec Settings) Rule(string file, ReferenceCase one)
    {
        var hyper = one.Hyper;
        return Path.GetFileNameWithoutExtension(file) switch
        {
            "krum" => Of(new Krum(), ("byzantine", hyper["num_malicious_clients"])),
            "multikrum" => Of(new MultiKrum(), ("byzantine", hyper["num_malicious_clients"]), ("select", hyper["num_clients_to_keep"]), ("weighted", 1)),
            "multikrum_serverapp" => Of(new MultiKrum(), ("byzantine", hyper["num_malicious_nodes"]), ("select", hyper["num_nodes_to_select"]), ("weighted", 1)),
            "bulyan" => Of(new Bulyan(), ("byzantine", hyper["num_malicious_clients"])),
            _ => Of(new TrimmedMean(), ("share", hyper["beta"])),
        };
    }

    private static (IAggregationRule, AggregationSpec) Of(IAggregationRule rule, params (string, double)[] given) => (rule, AggregationRules.Settings(rule, given));

    private static void Check<T>(string name, IAggregationRule rule, AggregationSpec settings, ReferenceRound round, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kept = round.Clients.Where(client => client.Values.All(double.IsFinite)).ToArray();
        ReadOnlyMemory<T>[] updates = [.. kept.Select(client => (ReadOnlyMemory<T>)client.Values.Select(T.CreateChecked).ToArray())];
        if (kept.Length < rule.Tolerate(settings, Math.Max(1, kept.Length)).Fewest)
        {
            Assert.Equal(FederationErrors.TooFewUpdates.Code, Assert.Throws<FederationException>(() => AggregationRules.Require(rule, settings, kept.Length)).Code);

            // A trimmed mean that trims nothing is refused as useless; its numbers agree all the same.
            if (rule is not TrimmedMean)
            {
                return;
            }
        }

        var figures = kept.Select(client => new UpdateFigures(client.Examples)).ToArray();
        var (actual, scores) = Run(rule, settings, updates, figures);

        var complete = kept.Length == round.Clients.Count;
        var expected = complete
            ? round.Expected ?? throw new InvalidDataException($"{name}: the peer raised an error where ours has a result")
            : PlainRules.Run(rule, settings, [.. kept.Select(client => client.Values)], [.. kept.Select(client => client.Examples)]);
        for (var k = 0; k < actual.Length; k++)
        {
            // Where terms cancel, the peer's own rounding is of the size of the terms, so a few of their last digits are allowed besides.
            var terms = kept.Max(client => Math.Abs(client.Values[k]) is var size && size < 1e6 ? size : 0);
            var allowed = tolerance * Math.Abs(expected[k]) + terms * (typeof(T) == typeof(float) ? 1e-6 : 1e-15);
            var (low, high) = (expected[k], expected[k]);
            if (rule is Bulyan && Math.Abs(double.CreateChecked(actual[k]) - expected[k]) > allowed)
            {
                // Of numbers equally far from the median the peer keeps whichever its partition leaves there, ours the smaller.
                (low, high) = PlainRules.BulyanBetween([.. kept.Select(client => client.Values)], (int)settings["byzantine"], k);
                Assert.InRange(expected[k], low - allowed, high + allowed);
            }

            Assert.True(double.CreateChecked(actual[k]) >= low - allowed && double.CreateChecked(actual[k]) <= high + allowed, $"{name}, element {k}: {actual[k]} instead of {expected[k]}");
        }

        if (complete && round.Scores.Length > 0)
        {
            Assert.All(scores.Zip(round.Scores), pair => Assert.Equal(pair.Second, pair.First, Math.Abs(pair.Second) * Math.Max(tolerance, 1e-11)));
        }
    }

    private static (T[] Aggregate, IReadOnlyList<double> Scores) Run<T>(IAggregationRule rule, AggregationSpec settings, ReadOnlyMemory<T>[] updates, UpdateFigures[] figures)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var aggregate = new T[updates[0].Length];
        if (rule is not IDistanceRule distant)
        {
            TrimmedMean.Of(updates, aggregate, (int)(settings["share"] * updates.Length));
            return (aggregate, []);
        }

        var distances = updates is ReadOnlyMemory<float>[] floats ? InMemoryAggregation.Measure(floats, threads: 1) : UpdateDistances.Of(updates);
        var (weights, scores) = distant.Weigh(distances, figures, settings);
        if (rule is Bulyan)
        {
            BulyanMiddle.Of<T>([.. updates.Where((_, i) => weights[i] > 0)], aggregate, (int)settings["byzantine"], threads: 1);
            return (aggregate, scores);
        }

        var sum = new WeightedSum<T>(aggregate.Length);
        for (var i = 0; i < updates.Length; i++)
        {
            if (weights[i] > 0)
            {
                sum.Add(updates[i], weights[i]);
            }
        }

        return (sum.Finish(), scores);
    }

    private static double Reach(ReferenceRound round) => round.Clients.SelectMany(client => client.Values).Where(double.IsFinite).Max(Math.Abs);
}
