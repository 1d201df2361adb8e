using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Variants;

/// <summary>What one variant came to over its seeds.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="Trials">Its trainings, one a seed.</param>
/// <param name="Figure">The figure by which variants are compared.</param>
internal sealed record VariantSummary(string Variant, IReadOnlyList<VariantTrial> Trials, Figure Figure)
{
    /// <summary>The trainings that finished.</summary>
    public IReadOnlyList<VariantTrial> Finished { get; } = [.. Trials.Where(trial => trial.Failure is null)];

    /// <summary>Why the first that did not finish did not; null where all did.</summary>
    public Problem? Failure => Trials.FirstOrDefault(trial => trial.Failure is not null)?.Failure;

    /// <summary>The figure after the last round.</summary>
    public SeedSpread? Final => Over(trial => trial.Course(Figure).LastOrDefault().Figure?.Value);

    /// <summary>The figure after each training's best round.</summary>
    public SeedSpread? Best => Over(trial => trial.Best(Figure));

    /// <summary>The figure of the worst tenth of clients after the last round.</summary>
    public SeedSpread? WorstDecile => Over(trial => trial.Rounds is [.., { Spread: { Clients: > 1 } spread }] ? spread.WorstDecile : null);

    /// <summary>The loss after the last round.</summary>
    public SeedSpread? Loss => Over(trial => trial.Loss);

    /// <summary>The number of rounds.</summary>
    public SeedSpread? Rounds => Over(trial => trial.Rounds.Count);

    /// <summary>The rounds that the spec's target took; null unless every training reached it.</summary>
    public SeedSpread? ToTarget => Finished.All(trial => trial.ToTarget is not null) ? Over(trial => trial.ToTarget) : null;

    /// <summary>The seconds of a round.</summary>
    public SeedSpread? SecondsPerRound => Over(trial => trial.SecondsPerRound);

    /// <summary>
    /// The interval by which the variant is judged: of the mean over seeds, or of the one training's figure over the examples tested.
    /// None where a training failed, since the others say nothing of it.
    /// </summary>
    public Estimate? Judged => Failure is not null ? null : Trials.Count == 1 ? Trials[0].Course(Figure).LastOrDefault().Figure : Final?.Interval;

    /// <summary>The figure after every round that all finished trainings have.</summary>
    public IReadOnlyList<(int Round, SeedSpread Spread)> Course =>
    [
        .. Finished.SelectMany(trial => trial.Course(Figure)).GroupBy(point => point.Round).Where(round => round.Count() == Finished.Count).OrderBy(round => round.Key)
            .Select(round => (round.Key, Spread: SeedSpread.Of([.. round.Select(point => point.Figure.Value)]))).Where(point => point.Spread is not null).Select(point => (point.Key, point.Spread!)),
    ];

    private SeedSpread? Over(Func<VariantTrial, double?> value)
    {
        double[] values = [.. Finished.Select(value).OfType<double>()];
        return values.Length == Finished.Count ? SeedSpread.Of(values) : null;
    }
}
