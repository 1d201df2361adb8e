namespace OrleansFederation.Evaluation;

/// <summary>Figures from merged counts against the same by their definitions over single examples.</summary>
public sealed class EvaluationSummaryTests
{
    public static TheoryData<int, int, int> Draws => new()
    {
        { 400, 2, 1 }, { 37, 2, 2 }, { 1_500, 2, 3 }, { 400, 3, 4 }, { 900, 10, 5 }, { 60, 10, 6 }, { 500, 32, 7 },
    };

    [Theory]
    [MemberData(nameof(Draws))]
    public void Accuracy_balanced_accuracy_and_macro_F1_are_those_of_the_definitions(int count, int classes, int seed)
    {
        var examples = Examples.Draw(count, classes, seed);
        int[] predictions = [.. Enumerable.Range(0, count).Select(examples.Predicted)];

        var figures = EvaluationSummary.Of(examples.Evaluate());

        Assert.Equal(Enumerable.Range(0, count).Count(i => predictions[i] == examples.Targets[i]) / (double)count, figures.Accuracy!.Value, 1e-12);
        Assert.Equal(NaiveFigures.BalancedAccuracy(examples.Targets, predictions), figures.BalancedAccuracy!.Value, 1e-12);
        Assert.Equal(NaiveFigures.MacroF1(examples.Targets, predictions), figures.MacroF1!.Value, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Draws))]
    public void Auroc_differs_from_counting_pairs_by_at_most_what_it_says_and_by_little(int count, int classes, int seed)
    {
        var examples = Examples.Draw(count, classes, seed);

        var auroc = EvaluationSummary.Of(examples.Evaluate()).Auroc!;

        var exact = OverClasses(examples, NaiveFigures.Auroc);
        Assert.InRange(Math.Abs(auroc.Value - exact), 0, auroc.GridError!.Value + 1e-12);
        Assert.InRange(auroc.GridError.Value, 0, classes == 2 ? 0.002 : 0.01);
    }

    [Theory]
    [MemberData(nameof(Draws))]
    public void Auprc_differs_from_sorting_by_at_most_what_it_says(int count, int classes, int seed)
    {
        var examples = Examples.Draw(count, classes, seed);

        var auprc = EvaluationSummary.Of(examples.Evaluate()).Auprc!;

        Assert.InRange(Math.Abs(auprc.Value - OverClasses(examples, NaiveFigures.Auprc)), 0, auprc.GridError!.Value + 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Scores_of_few_values_are_within_what_ranking_figures_say(int classes)
    {
        // All scores of a class are one of a few: ties everywhere, and bins that hold many.
        var examples = Examples.Draw(300, classes, seed: 8);
        foreach (var logits in examples.Logits)
        {
            for (var k = 0; k < classes; k++)
            {
                logits[k] = MathF.Round(logits[k]);
            }
        }

        var figures = EvaluationSummary.Of(examples.Evaluate());

        Assert.InRange(Math.Abs(figures.Auroc!.Value - OverClasses(examples, NaiveFigures.Auroc)), 0, figures.Auroc.GridError!.Value + 1e-12);
        Assert.InRange(Math.Abs(figures.Auprc!.Value - OverClasses(examples, NaiveFigures.Auprc)), 0, figures.Auprc.GridError!.Value + 1e-12);
    }

    [Theory]
    [MemberData(nameof(Draws))]
    public void Log_loss_Brier_and_ECE_are_those_of_the_definitions(int count, int classes, int seed)
    {
        var examples = Examples.Draw(count, classes, seed);
        double[][] shares = [.. Enumerable.Range(0, count).Select(examples.Probabilities)];

        var figures = EvaluationSummary.Of(examples.Evaluate());

        Assert.Equal(shares.Select((share, i) => -Math.Log(share[examples.Targets[i]])).Average(), figures.LogLoss!.Value, 1e-9);
        var brier = shares.Select((share, i) => share.Select((p, k) => Math.Pow(p - (k == examples.Targets[i] ? 1 : 0), 2)).Sum()).Average();
        Assert.Equal(classes == 2 ? brier / 2 : brier, figures.Brier!.Value, 1e-8);
        Assert.Equal(
            classes == 2
                ? NaiveFigures.CalibrationError([.. shares.Select(share => share[1])], [.. examples.Targets.Select(target => target == 1)])
                : NaiveFigures.CalibrationError([.. shares.Select(share => share.Max())], [.. Enumerable.Range(0, count).Select(i => examples.Predicted(i) == examples.Targets[i])]),
            figures.CalibrationError!.Value, 1e-8);
    }

    [Fact]
    public void Classes_that_no_example_is_of_count_as_documented()
    {
        // Of three classes the third is absent, and once predicted.
        var tally = new EvaluationTally(3);
        foreach (var (logits, target) in new (float[], int)[] { ([2, 1, 0], 0), ([2, 1, 0], 0), ([0, 1, 2], 0), ([0, 1.5f, 0], 1) })
        {
            tally.Add(logits, target);
        }

        var figures = EvaluationSummary.Of(new Metrics(4, 1, 3) { Tallies = tally.ToTallies() });

        Assert.Equal((2.0 / 3 + 1) / 2, figures.BalancedAccuracy!.Value, 1e-12);
        Assert.Equal((0.8 + 1 + 0) / 3, figures.MacroF1!.Value, 1e-12);
        Assert.Equal((2.0 / 3 + 1) / 2, figures.Auroc!.Value, 1e-12);
    }

    [Fact]
    public void Of_one_class_alone_ranking_means_nothing()
    {
        var tally = new EvaluationTally(2);
        tally.Add(0.5, 1);
        tally.Add(-0.5, 1);

        var figures = EvaluationSummary.Of(new Metrics(2, 1, 1) { Tallies = tally.ToTallies() });

        Assert.Null(figures.Auroc);
        Assert.Null(figures.Auprc);
        Assert.Equal(0.5, figures.BalancedAccuracy!.Value);
    }

    [Fact]
    public void Numbers_that_are_not_finite_show_and_accuracy_stays()
    {
        var tally = new EvaluationTally(2);
        tally.Add(0.5, 1);
        tally.Add(double.NaN, 1);

        var figures = EvaluationSummary.Of(new Metrics(2, double.NaN, 1) { Tallies = tally.ToTallies() });

        Assert.Equal(0.5, figures.Accuracy!.Value);
        Assert.True(double.IsNaN(figures.Auroc!.Value) && double.IsNaN(figures.Brier!.Value) && double.IsNaN(figures.LogLoss!.Value) && double.IsNaN(figures.CalibrationError!.Value));
    }

    [Fact]
    public void Extreme_scores_are_counted()
    {
        var tally = new EvaluationTally(3);
        tally.Add([1e30f, 0, -1e30f], 0);
        tally.Add([0, 2e30f, 0], 1);
        tally.Add([0, 0, 3e38f], 2);

        var figures = EvaluationSummary.Of(new Metrics(3, 0, 3) { Tallies = tally.ToTallies() });

        Assert.Equal((1.0, 0.0), (figures.Auroc!.Value, figures.Brier!.Value));
    }

    [Fact]
    public void A_regressions_figures_are_those_of_the_definitions()
    {
        var random = new Random(11);
        (double Prediction, double Target)[] pairs = [.. Enumerable.Range(0, 200).Select(_ => 1e6 + random.NextDouble()).Select(target => (target + random.NextDouble() - 0.4, target))];
        double[] errors = [.. pairs.Select(pair => pair.Prediction - pair.Target)];
        var sums = pairs.Aggregate(RegressionSums.None, (sum, pair) => sum.Merge(new(1, Math.Abs(pair.Prediction - pair.Target), pair.Target, 0)));

        var figures = EvaluationSummary.Of(new Metrics(200, errors.Sum(error => error * error), null) { Tallies = new() { Regression = sums, LossSquareSum = errors.Sum(error => Math.Pow(error, 4)) } });

        var mean = pairs.Average(pair => pair.Target);
        Assert.Equal(errors.Average(Math.Abs), figures.MeanAbsoluteError!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(errors.Average(error => error * error)), figures.RootMeanSquaredError!.Value, 1e-9);
        Assert.Equal(1 - errors.Sum(error => error * error) / pairs.Sum(pair => Math.Pow(pair.Target - mean, 2)), figures.RSquared!.Value, 1e-6);
        Assert.Null(figures.Accuracy);
    }

    [Fact]
    public void Figures_without_tallies_have_loss_and_accuracy()
    {
        var figures = EvaluationSummary.Of(new Metrics(100, 50, 80));

        Assert.Equal((0.8, 0.5), (figures.Accuracy!.Value, figures.LogLoss!.Value));
        Assert.Null(figures.Auroc);
        Assert.Equal(EvaluationFigures.None, EvaluationSummary.Of(Metrics.None));
    }

    private static double OverClasses(Examples examples, Func<IReadOnlyList<double>, IReadOnlyList<bool>, double> figure) =>
        Enumerable.Range(0, examples.Classes).Where(k => examples.Classes > 2 || k == 1).Where(k => examples.Targets.Contains(k)).Average(k => figure(
            [.. Enumerable.Range(0, examples.Count).Select(i => examples.LogOdds(i, k))], [.. examples.Targets.Select(target => target == k)]));
}
