using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// The figures of answering always the class that most of a site's examples outside the fold have; of equally many the lowest. It needs no
/// training: within a repeat every example is tested once, so that the other folds' confusion matrices hold the counts. A constant answer has
/// AUROC 0.5 by definition; it has no probabilities, and so no log loss, Brier score or ECE.
/// </summary>
public static class MajorityClass
{
    /// <summary>Gives the cell of a site; null where classes were not counted.</summary>
    /// <param name="site">The site.</param>
    /// <param name="folds">The tallies of each fold, of whatever model: all test the same examples.</param>
    /// <param name="of">The number of folds of a repeat.</param>
    public static ValidationCell? Of(string site, IReadOnlyList<(int Repeat, int Fold, Metrics Metrics)> folds, int of)
    {
        ArgumentNullException.ThrowIfNull(folds);
        List<FoldFigures> figures = [];
        List<EvaluationFigures> repeats = [];
        var examples = 0L;
        foreach (var repeat in folds.GroupBy(fold => fold.Repeat).OrderBy(one => one.Key))
        {
            var counts = repeat.Select(fold => (fold.Fold, Classes: Classes(fold.Metrics))).ToList();
            if (counts.Exists(one => one.Classes is null))
            {
                return null;
            }

            var all = Sum(counts.Select(one => one.Classes!));
            examples = all.Sum();
            List<long[]> matrices = [];
            foreach (var (fold, tested) in counts)
            {
                var answer = all.Zip(tested!, (whole, part) => whole - part).Index().MaxBy(each => (each.Item, -each.Index)).Index;
                matrices.Add(Matrix(tested!, answer));
                figures.Add(new(repeat.Key, fold, Figures(matrices[^1], all.Length), tested!.Count(count => count > 0) < 2));
            }

            repeats.Add(Figures(Sum(matrices), all.Length));
        }

        return ValidationCell.Of(ValidationColumn.Majority, site, examples, figures, repeats, of);
    }

    private static long[]? Classes(Metrics metrics) =>
        metrics.Tallies is { } tallies && ConfusionMatrix.Of(tallies) is { } matrix ? [.. Enumerable.Range(0, matrix.Classes).Select(matrix.Of)] : null;

    private static long[] Matrix(long[] tested, int answer)
    {
        var counts = new long[tested.Length * tested.Length];
        for (var truth = 0; truth < tested.Length; truth++)
        {
            counts[truth * tested.Length + answer] = tested[truth];
        }

        return counts;
    }

    private static long[] Sum(IEnumerable<long[]> parts) => parts.Aggregate((sum, part) => [.. sum.Zip(part, (a, b) => a + b)]);

    private static EvaluationFigures Figures(long[] counts, int classes)
    {
        ConfusionMatrix matrix = new(classes, counts);
        return matrix.Examples == 0 ? EvaluationFigures.None : EvaluationFigures.None with
        {
            Accuracy = WilsonInterval.Of(Enumerable.Range(0, classes).Sum(k => matrix[k, k]), matrix.Examples),
            BalancedAccuracy = BalancedAccuracy.Of(matrix),
            MacroF1 = MacroF1.Of(matrix),
            Auroc = Enumerable.Range(0, classes).Count(k => matrix.Of(k) > 0) > 1 ? new(0.5, 0.5, 0.5) : null,
        };
    }
}
