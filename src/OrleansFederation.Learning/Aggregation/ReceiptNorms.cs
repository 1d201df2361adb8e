namespace OrleansFederation.Aggregation;

/// <summary>
/// Holds what is read against the norms that receipts tell. Updates that are folded at a site are never seen singly, but the triangle
/// inequality bounds their sum: ‖Σᵢ wᵢ·uᵢ‖ ≤ Σᵢ |wᵢ|·‖uᵢ‖, and where each wᵢ is a share of the examples times min(1, C / ‖uᵢ‖), that is
/// at most the site's share times C. A site whose receipts understate norms, or whose sum is not that of its updates, gets no further.
/// </summary>
public static class ReceiptNorms
{
    /// <summary>A measured norm has a relative error below 2⁻²⁰, and a receipt's below 2⁻⁴⁰.</summary>
    private const double Near = 1e-5;

    /// <summary>The greatest norm of a weighted sum of updates.</summary>
    /// <param name="updates">The weight and the norm of each.</param>
    /// <param name="length">The number of their elements.</param>
    /// <returns>
    /// Σᵢ |wᵢ|·‖uᵢ‖ and what rounding adds: each element of the sum is rounded once an update, and each weight once, by at most 2⁻²⁴ of what it
    /// is or, near zero, by the least float32; four times that is allowed.
    /// </returns>
    public static double Greatest(IReadOnlyList<(double Weight, double Norm)> updates, int length)
    {
        ArgumentNullException.ThrowIfNull(updates);
        var rounding = (updates.Count + 2) * Math.ScaleB(1, -22);
        return updates.Sum(update => Math.Abs(update.Weight) * update.Norm) * (1 + rounding) + updates.Count * float.Epsilon * Math.Sqrt(length);
    }

    /// <summary>Whether a norm that was measured is the one that a receipt tells.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="told">What the receipt tells.</param>
    public static bool IsAsTold(double measured, double told) => double.IsFinite(measured) && double.IsFinite(told) && Math.Abs(measured - told) <= Near * Math.Max(measured, told) + float.Epsilon;
}
