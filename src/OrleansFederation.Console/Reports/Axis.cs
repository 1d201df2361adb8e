using System.Globalization;

namespace OrleansFederation.Reports;

/// <summary>A range of numbers with round marks.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end, above the lower.</param>
/// <param name="Label">What the numbers are.</param>
internal sealed record Axis(double Low, double High, string Label)
{
    private const int Marks = 5;

    /// <summary>The axis of shares, 0 to 1.</summary>
    public static Axis Share(string label) => new(0, 1, label);

    /// <summary>An axis that holds all numbers, between round ends.</summary>
    public static Axis Around(IEnumerable<double> values, string label, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return Share(label);
        }

        var (low, high) = (finite.Min(), finite.Max());
        if (high <= low)
        {
            (low, high) = (low - Math.Max(0.05, Math.Abs(low) / 10), high + Math.Max(0.05, Math.Abs(high) / 10));
        }

        var step = Step(low, high);
        return new(Math.Max(least, Math.Floor(low / step) * step), Math.Min(most, Math.Ceiling(high / step) * step), label);
    }

    /// <summary>The places of the marks.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var step = Step(Low, High);
            for (var i = (long)Math.Ceiling(Low / step - 1e-9); i * step <= High + step * 1e-9; i++)
            {
                yield return i * step;
            }
        }
    }

    /// <summary>How far along the axis a number is, 0 to 1.</summary>
    public double Place(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    /// <summary>Writes a mark's number.</summary>
    public static string Text(double tick) => Math.Round(tick, 10).ToString("G6", CultureInfo.InvariantCulture);

    private static double Step(double low, double high)
    {
        var rough = (high - low) / Marks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
