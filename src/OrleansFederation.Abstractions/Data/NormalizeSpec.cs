namespace OrleansFederation.Data;

/// <summary>Normalisation of inputs: (x − mean) / std.</summary>
/// <param name="Mean">The mean to subtract, on the scale 0…1.</param>
/// <param name="Std">The deviation to divide by, above 0.</param>
public sealed record NormalizeSpec(double Mean, double Std);
