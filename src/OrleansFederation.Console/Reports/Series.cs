using OrleansFederation.Evaluation;

namespace OrleansFederation.Reports;

/// <summary>A curve of a chart.</summary>
/// <param name="Name">Its name in the legend; null for one in the background.</param>
/// <param name="Points">Its points.</param>
/// <param name="Dots">Whether its points are marked.</param>
internal sealed record Series(string? Name, IReadOnlyList<CurvePoint> Points, bool Dots = false)
{
    /// <summary>The band around it, from left to right; empty for none.</summary>
    public IReadOnlyList<BandPoint> Band { get; init; } = [];
}
