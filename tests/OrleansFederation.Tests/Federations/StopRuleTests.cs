using OrleansFederation.Evaluation;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

public sealed class StopRuleTests
{
    private static readonly WatchSpec Accuracy = new("accuracy", WatchedSet.Central);
    private static readonly WatchSpec Loss = new("loss", WatchedSet.Federated);

    [Theory]
    [InlineData("accuracy", 0.9, 0.9, true)]
    [InlineData("accuracy", 0.9, 0.95, true)]
    [InlineData("accuracy", 0.9, 0.89, false)]
    [InlineData("loss", 0.2, 0.2, true)]
    [InlineData("loss", 0.2, 0.1, true)]
    [InlineData("loss", 0.2, 0.21, false)]
    public void A_target_is_reached_from_the_side_that_is_worse(string metric, double target, double best, bool ends)
    {
        var reason = StopRule.Reason(new(new(metric, WatchedSet.Central)) { Target = target }, new() { Best = best, BestRound = 2 }, 2);

        Assert.Equal(ends, reason is not null);
    }

    [Fact]
    public void Patience_counts_rounds_since_the_best_or_since_the_start()
    {
        StopSpec stop = new(Accuracy) { Patience = 3 };

        Assert.Null(StopRule.Reason(stop, new() { Best = 0.8, BestRound = 4 }, 6));
        Assert.Equal("no better accuracy in 3 rounds; the best is 0.8 in round 4", StopRule.Reason(stop, new() { Best = 0.8, BestRound = 4 }, 7));
        Assert.Equal("no better accuracy in 3 rounds", StopRule.Reason(stop, Standing.Start, 3));
    }

    [Fact]
    public void Time_is_that_of_the_rounds()
    {
        StopSpec stop = new(Accuracy) { Time = TimeSpan.FromMinutes(2) };

        Assert.Null(StopRule.Reason(stop, new() { Seconds = 119.9 }, 5));
        Assert.Equal("the rounds have taken 2m or more", StopRule.Reason(stop, new() { Seconds = 120 }, 5));
        Assert.Null(StopRule.Reason(null, new() { Seconds = 1e9 }, 5));
    }

    [Fact]
    public void A_version_is_the_best_where_it_is_better_by_the_improvement()
    {
        var spec = Spec() with { Stop = new(Accuracy) { Improvement = 0.05 } };

        var first = Promotion.Judge(spec, Standing.Start, null, Right(80), null);
        var standing = Promotion.After(Standing.Start, first, 1, 1, seconds: 2);
        var little = Promotion.Judge(spec, standing, 1, Right(84), null);
        var unknown = Promotion.Judge(spec, standing, 1, null, Right(99));
        var more = Promotion.Judge(spec, standing, 1, Right(86), null);

        Assert.Equal((true, false, false, true), (first.IsBest, little.IsBest, unknown.IsBest, more.IsBest));
        Assert.Equal((0.8, 1, 1, 2.0), (standing.Best, standing.BestVersion, standing.BestRound, standing.Seconds));
        Assert.Equal((0.86, 3, 3, 5.0), Promotion.After(standing, more, 3, 3, 3) is var after ? (after.Best, after.BestVersion, after.BestRound, after.Seconds) : default);
        Assert.Equal(standing with { Seconds = 3 }, Promotion.After(standing, little, 2, 2, seconds: 1));
    }

    [Fact]
    public void The_gate_holds_back_what_is_worse_than_its_parent_by_more_than_the_bound()
    {
        var spec = Spec() with { Gate = new(Accuracy, 0.02), Stop = new(Accuracy) };
        Standing standing = new() { Head = 0.9 };

        Assert.Null(Promotion.Judge(spec, standing, 4, Right(88), null).HeldBack);
        Assert.Null(Promotion.Judge(spec, Standing.Start, null, Right(10), null).HeldBack);
        var verdict = Promotion.Judge(spec, standing, 4, Right(87), null);
        Assert.Equal("its accuracy on the central test set is 0.87, worse than the 0.9 of v4 by more than 0.02", verdict.HeldBack);
        Assert.False(verdict.IsBest);
        Assert.Equal(0.9, Promotion.After(standing, verdict, 5, 5, 1).Head);
        Assert.Contains("could not be computed", Promotion.Judge(spec, standing, 4, null, null).HeldBack, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lower_loss_is_a_better_one()
    {
        var spec = Spec() with { Gate = new(Loss, 0.1), Stop = new(Loss) };
        Standing standing = new() { Head = 0.5, Best = 0.5 };

        Assert.NotNull(Promotion.Judge(spec, standing, 1, null, new(10, 6.1, 5)).HeldBack);
        var verdict = Promotion.Judge(spec, standing, 1, null, new(10, 4.9, 5));
        Assert.Equal((null, true), (verdict.HeldBack, verdict.IsBest));
    }

    private static FederationSpec Spec() => SpecReader.Read(SpecSamples.Small).OrThrow().Spec;

    private static Metrics Right(int of100) => new(100, 0, of100);
}
