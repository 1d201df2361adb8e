using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

public sealed class ValidationResultTests
{
    private const int Folds = 4;
    private const int Repeats = 2;

    private static readonly ValidationOptions Options = new(Folds, Repeats, 1, Enum.GetValues<ValidationColumn>());

    [Fact]
    public void A_figure_is_that_of_all_examples_tested_once_in_each_repeat()
    {
        var examples = Examples.Draw(200, 2, seed: 3);
        var cell = Assert.Single(ValidationResult.Of(Tests(ValidationColumn.Alone, examples), Options with { Columns = [ValidationColumn.Alone] }).Cells);
        var whole = EvaluationSummary.Of(examples.Evaluate());

        Assert.Equal(200, cell.Examples);
        Assert.Equal(Repeats * Folds, cell.Folds.Count);
        Assert.Equal(whole.Accuracy!.Value, cell.Figures.Accuracy!.Value, 12);
        Assert.Equal(whole.LogLoss!.Value, cell.Figures.LogLoss!.Value, 12);
        Assert.Equal(whole.Auroc!.Value, cell.Merged.Auroc!.Value, 12);
        Assert.Equal(cell.Folds.Average(fold => fold.Figures.Auroc!.Value), cell.Figures.Auroc!.Value, 12);
    }

    [Fact]
    public void An_interval_holds_that_of_the_merged_counts_and_that_of_the_folds()
    {
        var examples = Examples.Draw(200, 2, seed: 4);
        var cell = ValidationResult.Of(Tests(ValidationColumn.Alone, examples), Options).Cells.Single(cell => cell.Column == ValidationColumn.Alone);
        var whole = EvaluationSummary.Of(examples.Evaluate());

        foreach (var figure in Figure.All.Where(figure => figure.Get(cell.Figures) is { Low: not null }))
        {
            var (own, merged) = (figure.Get(cell.Figures)!, figure.Get(whole)!);
            var half = CorrectedInterval.Half([.. cell.Scores(figure).Select(each => each.Score)], Folds)!.Value;
            Assert.True(own.Low <= merged.Low + 1e-12 && own.High >= merged.High - 1e-12, figure.Name);
            Assert.True(own.Low <= Math.Max(figure.Least, own.Value - half) + 1e-12 && own.High >= Math.Min(figure.Most, own.Value + half) - 1e-12, figure.Name);
        }
    }

    [Fact]
    public void Folds_of_one_class_are_counted_and_take_no_part_in_rankings()
    {
        var examples = Examples.Draw(80, 2, seed: 5);
        int[] rare = [.. Enumerable.Range(0, 80).Where(i => examples.Targets[i] == 0).Take(2)];
        int[] others = [.. Enumerable.Range(0, 80).Where(i => examples.Targets[i] == 1)];
        FoldTest[] tests = [.. Enumerable.Range(0, Folds).Select(fold => new FoldTest(
            ValidationColumn.Federated, "here", 0, fold, examples.Evaluate(others.Where((_, i) => i % Folds == fold).Concat(fold < 2 ? [rare[fold]] : []))))];

        var cell = Assert.Single(ValidationResult.Of(tests, Options with { Repeats = 1, Columns = [ValidationColumn.Federated] }).Cells);

        Assert.Equal(2, cell.OneClassFolds);
        Assert.Equal(2, cell.Scores(Figure.All.Single(figure => figure.Name == "auroc")).Count());
        Assert.Equal(Folds, cell.Scores(Figure.All.Single(figure => figure.Name == "accuracy")).Count());
        Assert.Equal((cell.Folds[0].Figures.Auroc!.Value + cell.Folds[1].Figures.Auroc!.Value) / 2, cell.Figures.Auroc!.Value, 12);
    }

    [Fact]
    public void The_majority_class_answers_what_most_of_the_other_folds_are()
    {
        // Of the first fold all are of class 1, of the other three two thirds of class 0.
        var examples = Examples.Draw(2000, 2, seed: 6);
        var (zeros, ones) = (Of(examples, 0), Of(examples, 1));
        FoldTest[] tests =
        [
            new(ValidationColumn.Federated, "here", 0, 0, examples.Evaluate(ones[..30])),
            .. Enumerable.Range(1, 3).Select(fold => new FoldTest(ValidationColumn.Federated, "here", 0, fold, examples.Evaluate([.. zeros[(20 * fold)..(20 * fold + 20)], .. ones[(20 + 10 * fold)..(30 + 10 * fold)]]))),
        ];

        var cell = ValidationResult.Of(tests, Options with { Repeats = 1 }).Find(ValidationColumn.Majority, "here")!;

        // Outside the first fold are 60 zeros and 30 ones; outside each other fold 40 zeros and 50 ones.
        Assert.Equal([0, 1 / 3.0, 1 / 3.0, 1 / 3.0], cell.Folds.Select(fold => fold.Figures.Accuracy!.Value));
        Assert.Equal(30 / 120.0, cell.Figures.Accuracy!.Value, 12);
        Assert.Equal(0.5, cell.Figures.Auroc!.Value);
        Assert.Null(cell.Figures.LogLoss);
        Assert.Null(cell.Figures.Brier);
    }

    [Fact]
    public void Better_is_said_only_where_intervals_do_not_overlap_even_where_the_difference_excludes_0()
    {
        // The federation is right a little more often in every fold than each site alone, and much more often than the one left out.
        FoldTest[] tests = [.. Enumerable.Range(0, Repeats * Folds).SelectMany(i => new[]
        {
            Right(ValidationColumn.Federated, i, 41), Right(ValidationColumn.Alone, i, 40), Right(ValidationColumn.LeftOut, i, 20),
        })];

        var result = ValidationResult.Of(tests, Options);
        var (little, much) = (Accuracy(ValidationColumn.Alone), Accuracy(ValidationColumn.LeftOut));

        Assert.Equal(Verdict.NotDistinguishable, little.Verdict);
        Assert.True(little.Difference!.Low > 0);
        Assert.Equal((Verdict.Better, 21 / 50.0), (much.Verdict, Math.Round(much.Difference!.Value, 12)));

        ValidationComparison Accuracy(ValidationColumn other) => result.Comparisons.Single(one => one.Other == other && one.Figure == "accuracy");

        static FoldTest Right(ValidationColumn column, int i, int right) =>
            new(column, "here", i / Folds, i % Folds, new Metrics(50, 10, right) { Tallies = new() { Classes = 2, Confusion = SparseCounts.Of([right / 2, (50 - right) / 2, 50 - right - (50 - right) / 2, right - right / 2]) } });
    }

    [Fact]
    public void The_mean_over_sites_weighs_sites_alike_and_is_compared_like_a_site()
    {
        FoldTest[] tests = [.. Enumerable.Range(0, Repeats * Folds).SelectMany(i => new[]
        {
            Right(ValidationColumn.Federated, "large", i, 900, 800 + i), Right(ValidationColumn.Federated, "small", i, 20, 10 + i % 2),
            Right(ValidationColumn.Alone, "large", i, 900, 800), Right(ValidationColumn.Alone, "small", i, 20, 2),
        })];

        var result = ValidationResult.Of(tests, Options with { Columns = [ValidationColumn.Alone, ValidationColumn.Federated] });
        var mean = result.Find(ValidationColumn.Federated, MeanOverSites.Name)!.Figures.Accuracy!;
        var (large, small) = (result.Find(ValidationColumn.Federated, "large")!.Figures.Accuracy!, result.Find(ValidationColumn.Federated, "small")!.Figures.Accuracy!);

        Assert.Equal(["large", "small", MeanOverSites.Name], result.Rows);
        Assert.Equal((large.Value + small.Value) / 2, mean.Value, 12);
        Assert.True(mean.Low <= mean.Value - Math.Sqrt(Math.Pow(large.Value - large.Low!.Value, 2) + Math.Pow(small.Value - small.Low!.Value, 2)) / 2 + 1e-12);
        var compared = result.Comparisons.Single(one => one.Site == MeanOverSites.Name && one.Figure == "accuracy");
        Assert.Equal(Verdict.Better, compared.Verdict);
        Assert.Equal((3.5 / 900 + 8.5 / 20) / 2, compared.Difference!.Value, 12);

        static FoldTest Right(ValidationColumn column, string site, int i, int of, int right) => new(column, site, i / Folds, i % Folds, new Metrics(of, of, right));
    }

    [Fact]
    public void Figures_that_plugins_count_are_those_of_the_merged_sums()
    {
        // In every other fold one of two positives is missed; the last fold has none.
        FoldTest[] tests = [.. Enumerable.Range(0, Folds).Select(i => new FoldTest(ValidationColumn.Federated, "here", 0, i, new Metrics(10, 1, 9)
        {
            Own = [new("cost.mean", i, 10), new("cost.missed", i % 2 == 0 && i < 3 ? 1 : 0, i < 3 ? 2 : 0)],
        }))];

        var own = Assert.Single(ValidationResult.Of(tests, Options with { Repeats = 1, Columns = [ValidationColumn.Federated] }).Cells).Own;

        Assert.Equal((6 / 40.0, 2 / 6.0), (own["cost.mean"].Value, own["cost.missed"].Value));
        Assert.Equal(2 / 6.0 + CorrectedInterval.Half([0.5, 0, 0.5], Folds), own["cost.missed"].High);
    }

    private static int[] Of(Examples examples, int label) => [.. Enumerable.Range(0, examples.Count).Where(i => examples.Targets[i] == label)];

    private static FoldTest[] Tests(ValidationColumn column, Examples examples) =>
    [
        .. Enumerable.Range(0, Repeats * Folds).Select(i => new FoldTest(
            column, "here", i / Folds, i % Folds, examples.Evaluate(Enumerable.Range(0, examples.Count).Where(each => (each + each / 10 * (i / Folds)) % Folds == i % Folds)))),
    ];
}
