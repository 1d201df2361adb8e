namespace OrleansFederation.Preprocessing;

/// <summary>A feature that is a number: ((missing ? <paramref name="Imputed"/> : x) − <paramref name="Shift"/>) / <paramref name="Deviation"/>, in float32.</summary>
/// <param name="Column">The index of its column.</param>
/// <param name="Imputed">What takes the place of a missing number.</param>
/// <param name="Shift">What is subtracted.</param>
/// <param name="Deviation">What is divided by; above 0.</param>
public sealed record ValueFeature(int Column, float Imputed, float Shift, float Deviation);
