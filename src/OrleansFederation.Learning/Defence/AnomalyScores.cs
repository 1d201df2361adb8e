namespace OrleansFederation.Defence;

/// <summary>Every anomaly score. A new one is a line here and a file of its name beside it.</summary>
public static class AnomalyScores
{
    /// <summary>The scores in alphabetical order of their names.</summary>
    public static IReadOnlyList<IAnomalyScore> All { get; } = [new CosineScore(), new LossScore(), new NormScore()];

    /// <summary>The scores of a defence that names none: those that need nothing but the updates.</summary>
    public static IReadOnlyList<IAnomalyScore> Default { get; } = [.. All.Where(score => !score.NeedsLosses)];

    /// <summary>Finds a score by its name.</summary>
    /// <param name="name">The name, as <c>defence.scores</c> in the spec has it.</param>
    /// <returns>The score; null where there is none.</returns>
    public static IAnomalyScore? Find(string name) => All.FirstOrDefault(score => score.Name == name);

    /// <summary>The scores that a defence asks for, in alphabetical order.</summary>
    /// <param name="defence">The defence.</param>
    public static IEnumerable<IAnomalyScore> Of(DefenceSpec defence) => All.Where(score => defence.Scores.ContainsKey(score.Name));
}
