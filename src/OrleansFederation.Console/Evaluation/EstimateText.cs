using System.Globalization;

namespace OrleansFederation.Evaluation;

/// <summary>Writes figures with their intervals for people.</summary>
internal static class EstimateText
{
    /// <summary>A figure and its interval of 95 %, as in <c>0.912 (0.890 to 0.931)</c>; null where there is no figure.</summary>
    public static string? Of(Estimate? estimate) => estimate switch
    {
        null => null,
        { Low: { } low, High: { } high } when low < high => $"{Number(estimate.Value)} ({Number(low)} to {Number(high)})",
        _ => Number(estimate.Value),
    };

    /// <summary>A number with three decimals, or with three digits that count where it is large.</summary>
    public static string Number(double value) => !double.IsFinite(value) ? "not finite"
        : Math.Abs(value) < 100 ? value.ToString("0.000", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
