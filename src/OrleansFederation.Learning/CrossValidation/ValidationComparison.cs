using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>The federation beside another column, by one figure at one site.</summary>
/// <param name="Site">The site.</param>
/// <param name="Figure">The figure's name.</param>
/// <param name="Other">The other column.</param>
/// <param name="Difference">
/// The federation's score less the other's, the mean over the folds that have both, with <see cref="CorrectedInterval"/>: both are of the same
/// examples, so that it may exclude 0 where the figures' own intervals overlap. Null where no fold has both.
/// </param>
/// <param name="Verdict">What may be claimed: better or worse only where the figures' intervals do not overlap.</param>
public sealed record ValidationComparison(string Site, string Figure, ValidationColumn Other, Estimate? Difference, Verdict Verdict);
