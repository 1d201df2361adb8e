using OrleansFederation.Aggregation;
using OrleansFederation.Federations;

namespace OrleansFederation.Defence;

/// <summary>What the scores of a round's updates say, and which updates are left out for it.</summary>
/// <param name="Scores">The scores of each update, in the order of the contributors and, within, of <see cref="AnomalyScores"/>.</param>
/// <param name="Excluded">The places of the updates that are left out, ascending.</param>
public sealed record Screening(IReadOnlyList<IReadOnlyList<UpdateScore>> Scores, IReadOnlyList<int> Excluded)
{
    /// <summary>The fewest updates of which anything can be said: of two that differ, nobody knows which is wrong.</summary>
    public const int Fewest = 3;

    /// <summary>
    /// Judges the updates of a round. Flagged ones are left out from the most suspicious on, as long as more than half of the updates
    /// remain, and as many as the sampling's minimum and the aggregation rule ask for: a round is not to fail because somebody attacks it,
    /// and what more than half of the updates agree on is the only measure there is.
    /// </summary>
    /// <param name="spec">The federation's spec, with a defence.</param>
    /// <param name="measures">What was measured, of <see cref="Fewest"/> updates or more.</param>
    public static Screening Of(FederationSpec spec, UpdateMeasures measures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(measures.Count, Fewest);
        var defence = spec.Defence ?? throw new ArgumentException("The spec has no defence.", nameof(spec));
        var scores = new List<UpdateScore>[measures.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = [];
        }

        foreach (var score in AnomalyScores.Of(defence))
        {
            var (values, sign) = (score.Of(measures), score.IsLowSuspicious ? -1 : 1);
            var deviations = RobustDeviation.Of([.. values.Select(value => sign * value)], median => score.LeastSpread(sign * median));
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i].Add(new(score.Name, values[i], deviations[i], deviations[i] > defence.Scores[score.Name]));
            }
        }

        var suspects = Enumerable.Range(0, scores.Length).Where(i => scores[i].Any(score => score.Flagged))
            .OrderByDescending(i => scores[i].Max(score => score.Deviation / defence.Scores[score.Score]));
        return new(scores, defence.Exclude ? [.. suspects.Take(MostExcluded(spec, measures.Count)).Order()] : []);
    }

    /// <summary>How many updates of a round may be left out.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="updates">How many updates there are.</param>
    public static int MostExcluded(FederationSpec spec, int updates)
    {
        var rule = AggregationRules.Find(spec.Aggregation.Rule);
        var most = (updates - 1) / 2;
        while (most > 0 && (updates - most < spec.Sampling.Minimum || rule?.Tolerate(spec.Aggregation, updates - most).Fewest > updates - most))
        {
            most--;
        }

        return most;
    }
}
