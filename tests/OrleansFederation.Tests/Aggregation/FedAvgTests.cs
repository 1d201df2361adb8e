using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

public sealed class FedAvgTests
{
    [Fact]
    public void Weights_are_the_shares_of_the_examples() =>
        Assert.Equal([0.25, 0.75], new FedAvg().Weigh([100, 300]));

    [Fact]
    public void One_client_without_examples_has_no_weight() =>
        Assert.Equal([0.0, 1.0], new FedAvg().Weigh([0, 5]));

    [Fact]
    public void A_single_client_has_all_the_weight() =>
        Assert.Equal([1.0], new FedAvg().Weigh([17]));

    [Fact]
    public void Counts_that_overflow_64_bits_together_still_give_weights() =>
        Assert.Equal([0.5, 0.5], new FedAvg().Weigh([long.MaxValue, long.MaxValue]));

    [Theory]
    [InlineData(0L, 0L, 0L)]
    [InlineData(5L, -1L, 7L)]
    public void Counts_that_give_no_weights_are_refused(params long[] examples)
    {
        var refused = Assert.Throws<FederationException>(() => new FedAvg().Weigh(examples));

        Assert.Equal(FederationErrors.NoExamples.Code, refused.Code);
    }

    [Fact]
    public void The_rule_is_found_by_its_name_and_is_linear() =>
        Assert.True(Assert.IsType<FedAvg>(AggregationRules.Find("fedavg"), exactMatch: true) is IAggregationRule { IsLinear: true });

    [Fact]
    public void An_unknown_name_finds_no_rule() =>
        Assert.Null(AggregationRules.Find("fedavgg"));

    [Fact]
    public void Rule_names_are_unique_and_in_order()
    {
        string[] names = [.. AggregationRules.All.Select(rule => rule.Name)];

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }
}
