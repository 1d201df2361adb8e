using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

/// <summary>The bound finds its quantile from wherever it begins.</summary>
public sealed class AdaptiveClippingTests
{
    private static readonly AdaptiveClipping Rule = new();

    [Theory]
    [InlineData(1e-4, 0.5)]
    [InlineData(1e4, 0.5)]
    [InlineData(1, 0.9)]
    [InlineData(1, 0.1)]
    public void The_bound_comes_to_leave_the_asked_share_of_updates_as_they_are(double start, double quantile)
    {
        var norms = Norms(1_000);
        var settings = AggregationRules.Settings(Rule, ("bound", start), ("quantile", quantile));
        for (var round = 0; round < 500; round++)
        {
            settings = Rule.After(settings, norms);
        }

        Assert.Equal(quantile, norms.Count(update => update.Norm <= settings["bound"]) / 1_000.0, 0.02);
    }

    [Fact]
    public void The_bound_rises_while_all_are_longer_and_falls_while_all_are_shorter()
    {
        var settings = AggregationRules.Settings(Rule, ("bound", 1), ("quantile", 0.5), ("rate", 0.2));

        Assert.Equal(Math.Exp(0.1), Rule.After(settings, [Of(2), Of(3)])["bound"], 1e-15);
        Assert.Equal(Math.Exp(-0.1), Rule.After(settings, [Of(0.5), Of(1)])["bound"], 1e-15);
    }

    [Fact]
    public void Without_a_norm_there_is_no_bound()
    {
        var settings = AggregationRules.Settings(Rule);

        var refused = Assert.Throws<FederationException>(() => Rule.After(settings, [new UpdateFigures(10)]));

        Assert.Equal(FederationErrors.FigureMissing.Code, refused.Code);
    }

    [Fact]
    public void An_update_of_zeros_keeps_its_weight() =>
        Assert.Equal([0.5, 0.05], Rule.Weigh([Of(0), Of(1)], AggregationRules.Settings(Rule, ("bound", 0.1))));

    private static UpdateFigures Of(double norm) => new(10) { Norm = norm };

    private static UpdateFigures[] Norms(int count)
    {
        SeededRandom random = new(3);
        return [.. Enumerable.Range(0, count).Select(_ => Of(Math.Exp(random.NextGaussian())))];
    }
}
