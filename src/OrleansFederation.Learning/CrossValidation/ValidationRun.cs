using OrleansFederation.Federations;

namespace OrleansFederation.CrossValidation;

/// <summary>One federation of a cross-validation.</summary>
/// <param name="Column">What it is trained for.</param>
/// <param name="Site">The only site that it is tested at; null for all.</param>
/// <param name="Repeat">The repeat, from 0.</param>
/// <param name="Fold">The fold, from 0.</param>
/// <param name="Spec">Its spec.</param>
public sealed record ValidationRun(ValidationColumn Column, string? Site, int Repeat, int Fold, FederationSpec Spec);
