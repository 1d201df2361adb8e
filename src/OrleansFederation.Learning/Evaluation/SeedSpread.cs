namespace OrleansFederation.Evaluation;

/// <summary>How a figure spreads over trainings that differ in their seed alone.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample standard deviation, with n − 1; null of one training.</param>
/// <param name="Count">The number of trainings, 1 or more.</param>
public sealed record SeedSpread(double Mean, double? Deviation, int Count)
{
    /// <summary>Gives the spread of values; null where there are none, or where one is not finite.</summary>
    /// <param name="values">The figure of each training.</param>
    public static SeedSpread? Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0 || !values.All(double.IsFinite))
        {
            return null;
        }

        var mean = values.Average();
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new(mean, deviation, values.Count);
    }

    /// <summary>The interval of 95 % of the mean over seeds, Student's with n − 1 degrees of freedom; none of one training.</summary>
    public Estimate Interval
    {
        get
        {
            var half = Deviation is { } deviation ? StudentT.Of(Count - 1) * deviation / Math.Sqrt(Count) : default(double?);
            return new(Mean, Mean - half, Mean + half);
        }
    }
}
