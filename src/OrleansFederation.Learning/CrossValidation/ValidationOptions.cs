namespace OrleansFederation.CrossValidation;

/// <summary>How a federation is cross-validated.</summary>
/// <param name="Folds">The number of folds, 2 to 100.</param>
/// <param name="Repeats">How many times the examples are dealt into folds, 1 or more.</param>
/// <param name="Seed">The seed of the dealings.</param>
/// <param name="Columns">What is compared.</param>
public sealed record ValidationOptions(int Folds, int Repeats, long Seed, IReadOnlyList<ValidationColumn> Columns);
