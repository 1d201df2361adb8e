namespace OrleansFederation.Reports;

/// <summary>How far a curve's band reaches at a place.</summary>
/// <param name="X">The place.</param>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record BandPoint(double X, double Low, double High);
