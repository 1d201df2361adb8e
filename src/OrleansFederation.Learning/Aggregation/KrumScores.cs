namespace OrleansFederation.Aggregation;

/// <summary>
/// The score by which Krum and its kin judge updates (Blanchard et al. 2017, "Machine Learning with Adversaries: Byzantine Tolerant Gradient
/// Descent", §4): s(i) = Σ ‖uᵢ − uⱼ‖² over the n − f − 2 updates j nearest to i, where n updates are judged and f may be wrong. Squares are
/// added from the smallest up, so the score does not depend on the order of the others; of equal scores the first in order is chosen.
/// </summary>
internal static class KrumScores
{
    /// <summary>Scores updates among one another.</summary>
    /// <param name="distances">The distances.</param>
    /// <param name="among">The indices of the updates that are judged.</param>
    /// <param name="byzantine">f; where fewer than f + 3 are judged, the nearest alone counts.</param>
    /// <returns>A score for each, in the same order; infinity where squares overflow.</returns>
    public static double[] Of(UpdateDistances distances, IReadOnlyList<int> among, int byzantine)
    {
        var nearest = Math.Min(among.Count - 1, Math.Max(1, among.Count - byzantine - 2));
        var squares = new double[Math.Max(0, among.Count - 1)];
        var scores = new double[among.Count];
        for (var place = 0; place < among.Count; place++)
        {
            var count = 0;
            foreach (var other in among)
            {
                if (other != among[place])
                {
                    squares[count++] = distances[among[place], other];
                }
            }

            squares.AsSpan().Sort();
            foreach (var square in squares.AsSpan(0, nearest))
            {
                scores[place] += square;
            }
        }

        return scores;
    }

    /// <summary>The indices of the lowest scores, as many as asked for; of equal ones the first.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="count">How many, at most as many as there are.</param>
    public static IReadOnlyList<int> Lowest(IReadOnlyList<double> scores, int count) =>
        [.. Enumerable.Range(0, scores.Count).OrderBy(i => scores[i]).Take(count)];

    /// <summary>What Krum and MultiKrum promise.</summary>
    /// <param name="settings">The settings, of which <c>byzantine</c> is read.</param>
    /// <param name="promise">What holds.</param>
    public static RuleTolerance Tolerance(AggregationSpec settings, string promise)
    {
        var byzantine = (int)settings["byzantine"];
        return new(byzantine, promise) { Fewest = 2 * byzantine + 3, Because = $"2·{byzantine} + 3, to bear {byzantine} wrong" };
    }
}
