namespace OrleansFederation.Evaluation;

/// <summary>Figures by their definitions, over single examples and without any of the platform's own arithmetic.</summary>
internal static class NaiveFigures
{
    /// <summary>The share of pairs in which the positive has the higher score, ties counting half.</summary>
    public static double Auroc(IReadOnlyList<double> scores, IReadOnlyList<bool> positives)
    {
        var (wins, pairs) = (0.0, 0L);
        for (var i = 0; i < scores.Count; i++)
        {
            for (var j = 0; j < scores.Count; j++)
            {
                if (positives[i] && !positives[j])
                {
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }

        return wins / pairs;
    }

    /// <summary>Average precision: over the thresholds from the highest, the gain in recall times the precision.</summary>
    public static double Auprc(IReadOnlyList<double> scores, IReadOnlyList<bool> positives)
    {
        var all = positives.Count(positive => positive);
        return scores.Distinct().OrderDescending().Sum(threshold =>
        {
            var taken = Enumerable.Range(0, scores.Count).Where(i => scores[i] >= threshold).ToArray();
            var gained = Enumerable.Range(0, scores.Count).Count(i => scores[i] == threshold && positives[i]);
            return (double)gained / all * taken.Count(i => positives[i]) / taken.Length;
        });
    }

    /// <summary>The variance of the area under the ROC by DeLong, from the placements of single examples.</summary>
    public static double DeLongVariance(IReadOnlyList<double> scores, IReadOnlyList<bool> positives)
    {
        double[] high = [.. scores.Where((_, i) => positives[i])];
        double[] low = [.. scores.Where((_, i) => !positives[i])];
        static double Win(double a, double b) => a > b ? 1 : a == b ? 0.5 : 0;
        double[] ofHigh = [.. high.Select(a => low.Average(b => Win(a, b)))];
        double[] ofLow = [.. low.Select(b => high.Average(a => Win(a, b)))];
        return Variance(ofHigh) / high.Length + Variance(ofLow) / low.Length;
    }

    /// <summary>The mean of the recalls of the classes that have examples.</summary>
    public static double BalancedAccuracy(IReadOnlyList<int> truths, IReadOnlyList<int> predictions) =>
        truths.Distinct().Average(k => (double)Enumerable.Range(0, truths.Count).Count(i => truths[i] == k && predictions[i] == k) / truths.Count(truth => truth == k));

    /// <summary>The mean over the classes that appear of the harmonic mean of precision and recall.</summary>
    public static double MacroF1(IReadOnlyList<int> truths, IReadOnlyList<int> predictions) => truths.Union(predictions).Average(k =>
    {
        double right = Enumerable.Range(0, truths.Count).Count(i => truths[i] == k && predictions[i] == k);
        if (right == 0)
        {
            return 0;
        }

        var (precision, recall) = (right / predictions.Count(prediction => prediction == k), right / truths.Count(truth => truth == k));
        return 2 * precision * recall / (precision + recall);
    });

    /// <summary>The expected calibration error over equal bins.</summary>
    public static double CalibrationError(IReadOnlyList<double> confidences, IReadOnlyList<bool> cameTrue, int bins = 15) =>
        Enumerable.Range(0, confidences.Count).GroupBy(i => Math.Min((int)(confidences[i] * bins), bins - 1))
            .Sum(bin => (double)bin.Count() / confidences.Count * Math.Abs(bin.Average(i => confidences[i]) - bin.Average(i => cameTrue[i] ? 1.0 : 0.0)));

    /// <summary>Probabilities of logits.</summary>
    public static double[] Softmax(IReadOnlyList<float> logits)
    {
        double[] powers = [.. logits.Select(logit => Math.Exp(logit - (double)logits.Max()))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private static double Variance(double[] values) => values.Sum(value => (value - values.Average()) * (value - values.Average())) / (values.Length - 1);
}
