namespace OrleansFederation.Evaluation;

public sealed class RankingCurvesTests
{
    // Scores 4, 3, 2, 1, of which 4 and 2 are positive; and one more negative beside 2.
    private static readonly ScoreHistogram Histogram = new([0, 1, 0, 1], [1, 1, 1, 0]);

    [Fact]
    public void The_ROC_runs_from_nobody_to_everybody()
    {
        var curve = RankingCurves.Roc(Histogram);

        Assert.Equal([new(0, 0), new(0, 0.5), new(1.0 / 3, 0.5), new(2.0 / 3, 1), new(1, 1)], curve);
    }

    [Fact]
    public void The_area_under_the_ROC_by_trapezoids_is_the_AUROC()
    {
        var histogram = ScoreHistogram.Of(Examples.Draw(500, 2, 4).Evaluate().Tallies!)[0];
        var curve = RankingCurves.Roc(histogram);

        var area = curve.Zip(curve.Skip(1), (a, b) => (b.X - a.X) * (a.Y + b.Y) / 2).Sum();

        Assert.Equal(Auroc.Of(histogram).Value, area, 1e-12);
    }

    [Fact]
    public void Precision_and_recall_end_with_all_found_at_the_share_of_the_class() =>
        Assert.Equal([new(0, 1), new(0.5, 1), new(0.5, 0.5), new(1, 0.5), new(1, 0.4)], RankingCurves.PrecisionRecall(Histogram));

    [Fact]
    public void The_mean_of_curves_lies_between_them()
    {
        var mean = RankingCurves.Mean([[new(0, 0), new(1, 1)], [new(0, 1), new(1, 1)]]);

        Assert.All(mean, point => Assert.Equal((point.X + 1) / 2, point.Y, 1e-12));
    }
}
