namespace OrleansFederation.Plugins;

/// <summary>The sums of one figure: it is the numerator over the denominator, after both were added up over all clients.</summary>
/// <param name="Name">The figure's name, of a-z, 0-9, dot, underscore and hyphen.</param>
/// <param name="Numerator">A finite sum over examples.</param>
/// <param name="Denominator">A finite sum over examples, such as their number.</param>
public sealed record MetricSum(string Name, double Numerator, double Denominator);
