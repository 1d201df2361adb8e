using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Evaluation;

/// <summary>The one figure by which trainings are compared: accuracy, or the root mean squared error of a regression.</summary>
internal static class Headline
{
    /// <summary>Gives the figure for a spec.</summary>
    public static Figure Of(SpecFacts facts) => Figure.All.Single(figure => figure.Name == (facts.IsClassification ? "accuracy" : "rootMeanSquaredError"));

    /// <summary>What it is after the last committed round, on the central test where there is one, else on the clients' own; null where there is none.</summary>
    public static Estimate? Last(IReadOnlyList<RoundReport> rounds, Figure measure) =>
        rounds.LastOrDefault(round => round.Phase is RoundPhase.Committed) is { } last ? measure.Get(EvaluationTables.FiguresOf(last.Central ?? last.Federated)) : null;
}
