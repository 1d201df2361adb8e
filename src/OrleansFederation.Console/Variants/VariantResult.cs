using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Variants;

/// <summary>What a comparison came to.</summary>
/// <param name="Federation">The name of the spec that was varied.</param>
/// <param name="Figure">The figure by which variants are compared.</param>
/// <param name="Variants">The variants, in the order in which they were asked for.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="HasTarget">Whether a spec has a target that ends it.</param>
internal sealed record VariantResult(string Federation, Figure Figure, IReadOnlyList<VariantSummary> Variants, IReadOnlyList<long> Seeds, bool HasTarget)
{
    /// <summary>Gathers what trainings came to.</summary>
    public static VariantResult Of(string federation, Figure figure, IReadOnlyList<VariantTrial> trials) => new(
        federation,
        figure,
        [.. trials.GroupBy(trial => trial.Run.Variant).Select(variant => new VariantSummary(variant.Key, [.. variant], figure))],
        [.. trials.Select(trial => trial.Run.Seed).Distinct()],
        trials.Any(trial => trial.Run.Spec.Stop?.Target is not null));

    /// <summary>The variant whose figure is better than that of every other, as far as intervals tell; null where there is none.</summary>
    public VariantSummary? Best => Variants.Count(variant => variant.Judged is not null) < 2 ? null : Variants.FirstOrDefault(one =>
        one.Judged is not null && Variants.All(other => other == one || other.Judged is null || Comparison.Of(one.Judged, other.Judged, Figure.HigherIsBetter) is Verdict.Better));

    /// <summary>How the best is told, in a sentence.</summary>
    public string Judgement
    {
        get
        {
            var interval = Seeds.Count > 1 ? $"Student's intervals of 95 % over {Seeds.Count} seeds" : "intervals of 95 % over the examples tested";
            return Best is { } best ? $"Best: {best.Variant}, whose {interval} are apart from all others'." : $"No variant is marked best: the {interval} overlap, or there are none.";
        }
    }

    /// <summary>The first failure; null where all trainings finished.</summary>
    public Problem? Failure => Variants.Select(variant => variant.Failure).FirstOrDefault(failure => failure is not null);
}
