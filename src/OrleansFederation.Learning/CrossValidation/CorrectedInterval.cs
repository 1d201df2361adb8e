using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// The interval of a figure over the folds of a repeated cross-validation: the corrected resampled t of Nadeau and Bengio (2003), as Bouckaert
/// and Frank (2004) apply it to repeats, ± t·s·√(1/m + 1/(k − 1)) over the m scores of all folds of all repeats, with k folds and Student's t of
/// m − 1 degrees of freedom. The term 1/(k − 1), the test part's size over the training part's, stands for what the folds have in common:
/// their models were trained on overlapping examples, and repeats test the same ones again, so that s/√m alone would claim too much.
/// </summary>
public static class CorrectedInterval
{
    /// <summary>Gives half the interval's width; null of fewer than two scores, or where one is not finite.</summary>
    /// <param name="scores">The scores of the folds.</param>
    /// <param name="folds">The number of folds of a repeat, 2 or more.</param>
    public static double? Half(IReadOnlyList<double> scores, int folds)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (scores.Count < 2 || !scores.All(double.IsFinite))
        {
            return null;
        }

        var mean = scores.Average();
        var variance = scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1);
        return StudentT.Of(scores.Count - 1) * Math.Sqrt(variance * (1.0 / scores.Count + 1.0 / (folds - 1)));
    }

    /// <summary>Gives the mean of scores with their interval; null of no score.</summary>
    /// <param name="scores">The scores of the folds.</param>
    /// <param name="folds">The number of folds of a repeat, 2 or more.</param>
    public static Estimate? Mean(IReadOnlyList<double> scores, int folds)
    {
        var half = Half(scores, folds);
        return scores.Count == 0 ? null : new(scores.Average(), scores.Average() - half, scores.Average() + half);
    }
}
