namespace OrleansFederation.Aggregation;

/// <summary>How late updates are weighed in asynchronous federations.</summary>
public sealed class StalenessTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.7071067811865476)]
    [InlineData(3, 0.5)]
    [InlineData(8, 0.3333333333333333)]
    [InlineData(99, 0.1)]
    public void An_update_counts_one_over_the_root_of_one_plus_its_staleness(int staleness, double expected) =>
        Assert.Equal(expected, StalenessDiscount.Of(staleness), 1e-15);

    [Fact]
    public void Weights_are_divided_by_their_sum()
    {
        // 100 · 1, 200 · 1/2 and 300 · 1/3: alike, though neither examples nor discounts are.
        Assert.All(Weigh("fedavg", (100, 0), (200, 3), (300, 8)), weight => Assert.Equal(1.0 / 3, weight, 1e-15));
        Assert.Equal([2.0 / 3, 1.0 / 3], Weigh("uniform", (100, 0), (900, 3)), Close);
    }

    [Fact]
    public void Updates_that_are_all_equally_late_move_the_model_as_far_as_fresh_ones() =>
        Assert.Equal([0.25, 0.75], Weigh("fedavg", (100, 8), (300, 8)), Close);

    [Theory]
    [InlineData("fedavg", 100, 333, 17)]
    [InlineData("uniform", 150, 150, 150)]
    [InlineData("fednova", 100 * 4397 / 450.0 / 7, 333 * 4397 / 450.0 / 11, 17 * 4397 / 450.0 / 2)]
    [InlineData("normbounded", 100 * 2 / 3.0, 333, 17)]
    [InlineData("adaptiveclipping", 100 * 2 / 3.0, 333, 17)]
    public void Fresh_updates_weigh_what_they_weigh_in_other_federations(string name, double first, double second, double third)
    {
        var rule = (ILinearRule)AggregationRules.Find(name)!;
        UpdateFigures[] figures = [new(100) { Norm = 3, LocalSteps = 7 }, new(333) { Norm = 0.5, LocalSteps = 11 }, new(17) { Norm = 1, LocalSteps = 2 }];

        Assert.True(rule.TakesStaleness);
        Assert.Equal([first / 450, second / 450, third / 450], rule.Weigh(figures, AggregationRules.Settings(rule, ("bound", 2))), Close);
    }

    [Fact]
    public void A_cap_holds_for_what_late_updates_lose()
    {
        var rule = new FedAvg();
        UpdateFigures[] figures = [new(100), new(100) { Staleness = 99 }, new(100) { Staleness = 99 }];

        var weights = rule.Weigh(figures, AggregationRules.Settings(rule, ("cap", 0.5)));

        Assert.Equal([0.5, 0.25, 0.25], weights, Close);
    }

    [Fact]
    public void Normalised_averaging_discounts_the_shares_and_not_the_steps()
    {
        var rule = new FedNova();
        UpdateFigures[] figures = [new(100) { LocalSteps = 10 }, new(200) { LocalSteps = 20, Staleness = 3 }];

        // Both shares are one half, so that the mean number of steps is 15.
        Assert.Equal([0.5 * 15 / 10, 0.5 * 15 / 20], rule.Weigh(figures, AggregationRules.Settings(rule)), Close);
    }

    [Fact]
    public void A_bound_shortens_what_is_long_whatever_its_age()
    {
        var rule = new NormBounded();
        UpdateFigures[] figures = [new(100) { Norm = 1 }, new(200) { Norm = 4, Staleness = 3 }];

        Assert.Equal([0.5, 0.25], rule.Weigh(figures, AggregationRules.Settings(rule, ("bound", 2))), Close);
    }

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-15;

    private static double[] Weigh(string name, params (long Examples, int Staleness)[] updates)
    {
        var rule = (ILinearRule)AggregationRules.Find(name)!;
        var weights = rule.Weigh([.. updates.Select(update => new UpdateFigures(update.Examples) { Staleness = update.Staleness })], AggregationRules.Settings(rule));
        Assert.Equal(1, weights.Sum(), 1e-15);
        return weights;
    }
}
