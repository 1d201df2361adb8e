using OrleansFederation.Defence;

namespace OrleansFederation.Federations;

/// <summary>Maps the defence of a spec.</summary>
internal static class DefenceMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="defence">Such as <c>{scores: {norm: 3, cosine: 3}, quarantine: {after: 2}}</c>; a list of scores leaves each its own threshold.</param>
    /// <returns>The defence; null where there is none.</returns>
    public static DefenceSpec? Map(SpecValue defence) => defence.IsMapping
        ? new(Scores(defence["scores"]).ToDictionary(score => score.Name, score => score.Threshold, StringComparer.Ordinal))
        {
            Exclude = defence["exclude"].Flag ?? true,
            Quarantine = defence["quarantine"] is { IsMapping: true } quarantine
                ? new(quarantine["after"].Whole ?? 2, quarantine["within"].Whole ?? 10, quarantine["rounds"].Whole ?? 10) { Reputation = quarantine["reputation"].Number }
                : null,
        }
        : null;

    private static IEnumerable<(string Name, double Threshold)> Scores(SpecValue scores) => scores switch
    {
        { IsMapping: true } => from score in AnomalyScores.All where scores[score.Name].Element is not null select (score.Name, scores[score.Name].Number ?? score.Threshold),
        { IsList: true } => from score in AnomalyScores.All where scores.Items.Any(item => item.Text == score.Name) select (score.Name, score.Threshold),
        _ => AnomalyScores.Default.Select(score => (score.Name, score.Threshold)),
    };
}
