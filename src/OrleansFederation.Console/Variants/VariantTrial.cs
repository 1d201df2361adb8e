using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Rounds;

namespace OrleansFederation.Variants;

/// <summary>What one training of a comparison came to.</summary>
/// <param name="Run">The training.</param>
/// <param name="Rounds">Its committed rounds.</param>
/// <param name="Failure">Why it did not finish; null where it did.</param>
/// <param name="Found">Whether it had finished before.</param>
internal sealed record VariantTrial(VariantRun Run, IReadOnlyList<RoundReport> Rounds, Problem? Failure, bool Found)
{
    /// <summary>A figure after every round that has it, with its interval.</summary>
    public IEnumerable<(int Round, Estimate Figure)> Course(Figure figure) => Rounds
        .Select(round => (round.Round, Figure: figure.Get(EvaluationTables.FiguresOf(round.Central ?? round.Federated))))
        .Where(point => point.Figure is not null).Select(point => (point.Round, point.Figure!));

    /// <summary>The best value of a figure in any round; null where no round has it.</summary>
    public double? Best(Figure figure)
    {
        double[] values = [.. Course(figure).Select(point => point.Figure.Value).Where(double.IsFinite)];
        return values.Length == 0 ? null : figure.HigherIsBetter ? values.Max() : values.Min();
    }

    /// <summary>The loss after the last round.</summary>
    public double? Loss => Rounds.Count == 0 ? null : (Rounds[^1].Central ?? Rounds[^1].Federated)?.Loss;

    /// <summary>The mean duration of a round.</summary>
    public double? SecondsPerRound => Rounds.Count == 0 ? null : Rounds.Average(round => round.Seconds);

    /// <summary>The first round that reached the spec's target; null where none did, or where the spec has none.</summary>
    public int? ToTarget => Run.Spec.Stop is { Target: { } target, Watch: var watch }
        ? Rounds.FirstOrDefault(round => WatchedFigure.Read(watch.Metric, watch.On == WatchedSet.Central ? round.Central : round.Federated) is { } value && !WatchedFigure.IsBetter(watch.Metric, target, value))?.Round
        : null;
}
