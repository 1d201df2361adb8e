using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

/// <summary>What holds of every rule, or of every rule but the named ones.</summary>
public sealed class RulePropertyTests
{
    private const int Count = 11;
    private const int Length = 600;

    /// <summary>Rules that look from the round's base, so that moving all updates is not the same as moving the result.</summary>
    private static readonly string[] FromTheBase = ["adaptiveclipping", "centredclipping", "normbounded"];

    /// <summary>
    /// Rules in whose arithmetic no order of clients shows: they sort, or take one update. Bulyan's last choices are among so few that two are
    /// each other's nearest, and of equal scores the first in order is taken, as the peer does.
    /// </summary>
    private static readonly string[] OrderFree = ["bulyan-flower", "krum", "median", "trimmedmean"];

    public static TheoryData<string> Rules => [.. AggregationRules.All.Select(rule => rule.Name)];

    public static TheoryData<string> OrderFreeRules => [.. OrderFree];

    public static TheoryData<string> RulesThatMove => [.. AggregationRules.All.Select(rule => rule.Name).Except(FromTheBase)];

    public static TheoryData<string, string> Attacks
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (var rule in AggregationRules.All.Where(rule => rule.Tolerate(Settings(rule), Count).Wrong > 0))
            {
                foreach (var attack in new[] { "huge", "alternating", "opposed", "colluding", "zero" })
                {
                    data.Add(rule.Name, attack);
                }
            }

            return data;
        }
    }

    /// <summary>Rounds fold in the order of ids, so clients permuted together with their ids are the same round; what a rule decides hangs on no arrival.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Permuting_clients_together_with_their_ids_changes_no_bit(string name)
    {
        var clients = Updates(Count, seed: 1).Select((update, id) => (Id: id, Update: update, Figures: Figures(update, id))).ToArray();
        var expected = Run(name, clients);
        new SeededRandom(9).Shuffle<(int, float[], UpdateFigures)>(clients);

        AssertSameBits(expected, Run(name, [.. clients.OrderBy(client => client.Id)]));
    }

    [Theory]
    [MemberData(nameof(OrderFreeRules))]
    public void Another_order_of_the_clients_changes_no_bit(string name)
    {
        var clients = Updates(Count, seed: 2).Select((update, id) => (Id: id, Update: update, Figures: Figures(update, id))).ToArray();
        var expected = Run(name, clients);
        new SeededRandom(10).Shuffle<(int, float[], UpdateFigures)>(clients);

        AssertSameBits(expected, Run(name, clients));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Threads_change_no_bit(string name)
    {
        var updates = Updates(Count, seed: 3);

        AssertSameBits(Run(name, updates, threads: 1), Run(name, updates, threads: 5));
    }

    /// <summary>A rule that needs several updates gets the same one from every client.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void A_single_client_or_clients_that_agree_come_out_as_they_are(string name)
    {
        var rule = AggregationRules.Find(name)!;
        var update = Updates(1, seed: 4)[0];
        (update[3], update[4], update[5]) = (-0f, float.Epsilon, 1e30f);
        var fewest = rule.Tolerate(Settings(rule), 1).Fewest;

        var aggregate = Run(name, [.. Enumerable.Repeat(update, fewest)], scale: 1e30);

        if (fewest == 1)
        {
            AssertSameBits(update, aggregate);
            return;
        }

        Assert.All(update.Zip(aggregate), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * 1e-6f + 1e-40f));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Scaling_updates_by_a_power_of_two_scales_the_aggregate_exactly(string name)
    {
        var updates = Updates(Count, seed: 5);

        var scaled = Run(name, [.. updates.Select(update => update.Select(value => value * 64).ToArray())], scale: 64);

        AssertSameBits([.. Run(name, updates).Select(value => value * 64)], scaled);
    }

    [Theory]
    [MemberData(nameof(RulesThatMove))]
    public void Moving_every_update_moves_the_aggregate_as_far(string name)
    {
        // On a grid, so that moving them is exact.
        float[][] updates = [.. Updates(Count, seed: 6).Select(update => update.Select(value => MathF.Round(value * 1024) / 1024).ToArray())];

        var moved = Run(name, [.. updates.Select(update => update.Select((value, k) => value + k % 7 - 3).ToArray())]);

        Assert.All(Run(name, updates).Zip(moved).Index(), pair => Assert.Equal(pair.Item.First + pair.Index % 7 - 3, pair.Item.Second, 1e-5f));
    }

    /// <summary>The bound is that of the geometric median, 2(1 − α)/(1 − 2α) of the honest updates' spread for a share α of wrong ones; the others stay within it too.</summary>
    [Theory]
    [MemberData(nameof(Attacks))]
    public void As_many_wrong_updates_as_a_rule_bears_do_not_carry_it_away(string name, string attack)
    {
        var rule = AggregationRules.Find(name)!;
        var wrong = rule.Tolerate(Settings(rule), Count).Wrong;
        var honest = Updates(Count - wrong, seed: 7);
        float[] mean = [.. Enumerable.Range(0, Length).Select(k => honest.Average(update => update[k]))];
        var spread = honest.Max(update => Distance(update, mean));
        var liars = Enumerable.Range(0, wrong).Select(liar => Enumerable.Range(0, Length).Select(k => attack switch
        {
            "huge" => 1e30f,
            "alternating" => (k + liar) % 2 == 0 ? 1e30f : -1e30f,
            "opposed" => -20 * mean[k] - 5,
            "colluding" => mean[k] + 3,
            _ => 0f,
        }).ToArray());

        // In all places among the honest ones, since ties go by order.
        float[][] updates = [.. honest.Take(3), .. liars, .. honest.Skip(3)];
        var aggregate = Run(name, updates);

        var share = wrong / (double)Count;
        Assert.InRange(Distance(aggregate, mean), 0, 2 * (1 - share) / (1 - 2 * share) * spread);
        if (rule is Median or TrimmedMean)
        {
            Assert.All(Enumerable.Range(0, Length), k => Assert.InRange(aggregate[k], honest.Min(update => update[k]), honest.Max(update => update[k])));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Fewer_updates_than_a_rule_needs_are_refused(string name)
    {
        var rule = AggregationRules.Find(name)!;
        var fewest = rule.Tolerate(Settings(rule), 1).Fewest;

        AggregationRules.Require(rule, Settings(rule), fewest);
        Assert.Equal(FederationErrors.TooFewUpdates.Code, Assert.Throws<FederationException>(() => AggregationRules.Require(rule, Settings(rule), fewest - 1)).Code);
    }

    private static float[] Run(string name, float[][] updates, double scale = 1, int threads = 2) =>
        Run(name, [.. updates.Select((update, id) => (id, update, Figures(update, id)))], scale, threads);

    private static float[] Run(string name, (int Id, float[] Update, UpdateFigures Figures)[] clients, double scale = 1, int threads = 2)
    {
        var rule = AggregationRules.Find(name)!;
        return InMemoryAggregation.Run(rule, [.. clients.Select(client => (ReadOnlyMemory<float>)client.Update)], [.. clients.Select(client => client.Figures)], Settings(rule, scale), threads).Aggregate;
    }

    /// <summary>Arguments that bear something among eleven updates; lengths grow with the updates, and q is 0, since other powers make no mean.</summary>
    private static AggregationSpec Settings(IAggregationRule rule, double scale = 1) => AggregationRules.Settings(
        rule,
        ("byzantine", rule is Bulyan or BulyanFlower ? 2 : 4),
        ("radius", 60 * scale),
        ("bound", 60 * scale),
        ("q", 0));

    private static UpdateFigures Figures(float[] update, int id) =>
        new(100 + 37 * id) { Norm = Math.Sqrt(update.Sum(value => (double)value * value)), LocalSteps = 10, InitialLoss = 1 };

    private static float[][] Updates(int count, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Length).Select(k => (float)(random.NextGaussian() + k % 3)).ToArray())];
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum());

    private static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), actual.Select(BitConverter.SingleToUInt32Bits));
}
