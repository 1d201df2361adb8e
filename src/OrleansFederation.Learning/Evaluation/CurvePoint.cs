namespace OrleansFederation.Evaluation;

/// <summary>A point of a curve.</summary>
/// <param name="X">How far right.</param>
/// <param name="Y">How far up.</param>
public readonly record struct CurvePoint(double X, double Y);
