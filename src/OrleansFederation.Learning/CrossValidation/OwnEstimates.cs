using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// The figures that plugins count, over the folds of a cross-validation: the mean over the repeats of the merged sums, with
/// <see cref="CorrectedInterval"/> by the folds. Which way is better, and what they can be, is the plugin's own, so that nothing is claimed of them.
/// </summary>
internal static class OwnEstimates
{
    /// <summary>Gives them by name.</summary>
    /// <param name="folds">The tests of each fold.</param>
    /// <param name="repeats">The merged tests of each repeat.</param>
    /// <param name="of">The number of folds of a repeat.</param>
    /// <returns>Those that every repeat has; empty without plugins.</returns>
    public static IReadOnlyDictionary<string, Estimate> Of(IReadOnlyList<Metrics> folds, IReadOnlyList<Metrics> repeats, int of)
    {
        SortedDictionary<string, Estimate> estimates = new(StringComparer.Ordinal);
        foreach (var merged in repeats.SelectMany(repeat => repeat.Own ?? []).GroupBy(sums => sums.Name, StringComparer.Ordinal).Where(own => own.Count() == repeats.Count))
        {
            var value = merged.Average(sums => sums.Value);

            // A fold without what the figure divides by, such as positives, has no value of it.
            double[] scores = [.. folds.SelectMany(fold => fold.Own ?? []).Where(sums => sums.Name == merged.Key && double.IsFinite(sums.Value)).Select(sums => sums.Value)];
            var half = double.IsFinite(value) ? CorrectedInterval.Half(scores, of) : null;
            estimates.Add(merged.Key, new(value, value - half, value + half));
        }

        return estimates;
    }
}
