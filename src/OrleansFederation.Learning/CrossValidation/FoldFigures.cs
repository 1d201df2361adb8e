using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>The figures of one fold at one site.</summary>
/// <param name="Repeat">The repeat, from 0.</param>
/// <param name="Fold">The fold, from 0.</param>
/// <param name="Figures">The figures.</param>
/// <param name="HasOneClass">Whether all its examples have one class, so that nothing can be ranked and recalls are of one class only.</param>
public sealed record FoldFigures(int Repeat, int Fold, EvaluationFigures Figures, bool HasOneClass);
