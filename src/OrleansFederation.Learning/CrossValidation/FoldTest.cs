using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>What testing one model of a fold at one site gave.</summary>
/// <param name="Column">What the model was trained for.</param>
/// <param name="Site">The site.</param>
/// <param name="Repeat">The repeat, from 0.</param>
/// <param name="Fold">The fold, from 0.</param>
/// <param name="Metrics">What merges.</param>
public sealed record FoldTest(ValidationColumn Column, string Site, int Repeat, int Fold, Metrics Metrics);
