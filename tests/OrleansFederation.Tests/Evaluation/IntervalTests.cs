namespace OrleansFederation.Evaluation;

public sealed class IntervalTests
{
    private static readonly Lazy<EvaluationFigures> Many = new(() => EvaluationSummary.Of(Examples.Draw(200_000, 2, seed: 1_000).Evaluate()));

    private static readonly Lazy<EvaluationFigures[]> Few = new(() => [.. Enumerable.Range(0, 300).Select(seed => EvaluationSummary.Of(Examples.Draw(200, 2, seed).Evaluate()))]);

    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_that_of_Newcombes_table(int successes, int of, double low, double high)
    {
        var interval = WilsonInterval.Of(successes, of);

        Assert.Equal(low, interval.Low!.Value, 1e-4);
        Assert.Equal(high, interval.High!.Value, 1e-4);
    }

    [Fact]
    public void Figures_that_cannot_be_negative_have_no_interval_that_is()
    {
        // One example is far off and the others are right: the normal approximation alone would reach below zero.
        var tally = new EvaluationTally(2);
        for (var i = 0; i < 5; i++)
        {
            tally.Add(i == 0 ? -9.0 : 9.0, 1);
        }

        var figures = EvaluationSummary.Of(new Metrics(5, 9, 4) { Tallies = tally.ToTallies() with { LossSquareSum = 81 } });

        Assert.Equal((1.8, 0.0), (figures.LogLoss!.Value, figures.LogLoss.Low));
        Assert.Equal(0, figures.Brier!.Low);
        Assert.True(figures.LogLoss.High > 1.8);
    }

    [Fact]
    public void The_AUROCs_interval_is_DeLongs_of_single_examples_but_for_the_grid()
    {
        var examples = Examples.Draw(250, 2, seed: 3);
        double[] scores = [.. Enumerable.Range(0, 250).Select(i => examples.LogOdds(i, 1))];
        bool[] positives = [.. examples.Targets.Select(target => target == 1)];

        var auroc = EvaluationSummary.Of(examples.Evaluate()).Auroc!;

        var area = NaiveFigures.Auroc(scores, positives);
        var half = 1.96 * Math.Sqrt(NaiveFigures.DeLongVariance(scores, positives)) / (area * (1 - area));
        Assert.Equal(1 / (1 + Math.Exp(-(Math.Log(area / (1 - area)) - half))), auroc.Low!.Value, 0.002);
        Assert.Equal(1 / (1 + Math.Exp(-(Math.Log(area / (1 - area)) + half))), auroc.High!.Value, 0.002);
    }

    [Fact]
    public void A_perfect_order_has_an_interval_that_is_no_point()
    {
        var histogram = new ScoreHistogram([0, 0, 8], [30, 0, 0]);

        var auroc = Auroc.Of(histogram);

        Assert.Equal((1.0, 1.0), (auroc.Value, auroc.High));
        Assert.InRange(auroc.Low!.Value, 0.6, 0.75);
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("balancedAccuracy")]
    [InlineData("macroF1")]
    [InlineData("auroc")]
    [InlineData("auprc")]
    [InlineData("logLoss")]
    [InlineData("brier")]
    public void An_interval_holds_the_figure_of_many_examples_about_nineteen_times_in_twenty(string name)
    {
        var figure = Figure.All.Single(one => one.Name == name);
        var truth = figure.Get(Many.Value)!.Value;

        var covered = Few.Value.Count(few => figure.Get(few) is { Low: { } low, High: { } high } && low <= truth && truth <= high);

        Assert.InRange(covered, 270, 300);
    }

    [Fact]
    public void The_mean_over_sites_counts_every_site_the_same_and_has_Students_interval()
    {
        EvaluationFigures[] sites = [.. Enumerable.Range(7, 3).Select(tenths => EvaluationFigures.None with { Accuracy = new(tenths / 10.0) })];

        var mean = SiteMean.Of(sites);

        Assert.Equal(0.8, mean.Accuracy!.Value, 1e-12);
        Assert.Equal(0.8 - 4.303 * 0.1 / Math.Sqrt(3), mean.Accuracy.Low!.Value, 1e-9);
        Assert.Null(mean.Auroc);
    }

    [Fact]
    public void The_mean_over_one_site_has_no_interval()
    {
        var mean = SiteMean.Of([EvaluationFigures.None with { Accuracy = new(0.8, 0.7, 0.9) }]);

        Assert.Equal(new Estimate(0.8), mean.Accuracy);
    }

    [Fact]
    public void The_mean_over_many_sites_has_nearly_the_normal_interval()
    {
        EvaluationFigures[] sites = [.. Enumerable.Range(0, 41).Select(i => EvaluationFigures.None with { Auroc = new(0.5 + i * 0.01) })];
        var deviation = Math.Sqrt(Enumerable.Range(0, 41).Sum(i => Math.Pow((i - 20) * 0.01, 2)) / 40);

        var mean = SiteMean.Of(sites);

        Assert.Equal(2.021 * deviation / Math.Sqrt(41), mean.Auroc!.High!.Value - mean.Auroc.Value, 1e-4);
    }

    [Theory]
    [InlineData(0.8, 0.9, 0.6, 0.7, true, Verdict.Better)]
    [InlineData(0.8, 0.9, 0.6, 0.7, false, Verdict.Worse)]
    [InlineData(0.6, 0.7, 0.8, 0.9, true, Verdict.Worse)]
    [InlineData(0.6, 0.7, 0.8, 0.9, false, Verdict.Better)]
    [InlineData(0.6, 0.85, 0.8, 0.9, true, Verdict.NotDistinguishable)]
    [InlineData(0.6, 0.8, 0.8, 0.9, true, Verdict.NotDistinguishable)]
    [InlineData(double.NaN, double.NaN, 0.8, 0.9, true, Verdict.NotDistinguishable)]
    public void A_gain_is_claimed_only_where_intervals_do_not_overlap(double low, double high, double otherLow, double otherHigh, bool higherIsBetter, Verdict verdict) =>
        Assert.Equal(verdict, Comparison.Of(new((low + high) / 2, low, high), new((otherLow + otherHigh) / 2, otherLow, otherHigh), higherIsBetter));

    [Fact]
    public void Without_an_interval_nothing_is_claimed()
    {
        Assert.Equal(Verdict.NotDistinguishable, Comparison.Of(new(0.9), new(0.1, 0.05, 0.15), higherIsBetter: true));
        Assert.Equal(Verdict.NotDistinguishable, Comparison.Of(null, new(0.1, 0.05, 0.15), higherIsBetter: true));
    }
}
