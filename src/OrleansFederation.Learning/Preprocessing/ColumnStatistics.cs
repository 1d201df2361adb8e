namespace OrleansFederation.Preprocessing;

/// <summary>
/// What is known of one column of raw input: how many values it has and lacks; of numbers mean, spread, bounds and quantiles, of categories
/// their counts. Merges with the same column of other rows (mean and spread: Chan, Golub and LeVeque 1979). Not for concurrent use.
/// </summary>
public sealed class ColumnStatistics
{
    private readonly long[] _categories;

    /// <summary>Begins with no row.</summary>
    /// <param name="column">The column.</param>
    public ColumnStatistics(RawColumn column) => (Column, _categories) = (column, new long[column.Categories.Count]);

    /// <summary>The column.</summary>
    public RawColumn Column { get; }

    /// <summary>Values that are there.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are missing.</summary>
    public long Missing { get; private set; }

    /// <summary>The mean of the numbers; 0 without any.</summary>
    public double Mean { get; private set; }

    /// <summary>The sum of squared differences from the mean.</summary>
    public double SquaredDifferences { get; private set; }

    /// <summary>The least number; positive infinity without any.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest number; negative infinity without any.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>The deviation of the population; 0 without any number.</summary>
    public double Deviation => Count == 0 ? 0 : Math.Sqrt(SquaredDifferences / Count);

    /// <summary>How often each category occurs, in the order of the column's categories.</summary>
    public IReadOnlyList<long> Categories => _categories;

    /// <summary>The numbers' quantiles.</summary>
    public QuantileSketch Quantiles { get; } = new();

    /// <summary>Adds a value.</summary>
    /// <param name="value">A finite number, a category's index, or NaN where the value is missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite, or no category of the column has this index.</exception>
    public void Add(float value)
    {
        if (float.IsNaN(value))
        {
            Missing++;
            return;
        }

        if (float.IsInfinity(value) || (Column.IsCategory && !(value >= 0 && value < _categories.Length && value == MathF.Floor(value))))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The column {Column.Name} cannot have this value.");
        }

        Count++;
        if (Column.IsCategory)
        {
            _categories[(int)value]++;
            return;
        }

        var difference = value - Mean;
        Mean += difference / Count;
        SquaredDifferences += difference * (value - Mean);
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        Quantiles.Add(value);
    }

    /// <summary>Adds the numbers of one channel of an image, whose quantiles nobody asks for.</summary>
    /// <param name="plane">The numbers; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public void AddPlane(ReadOnlySpan<float> plane)
    {
        var (sum, minimum, maximum) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in plane)
        {
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        if (!double.IsFinite(sum))
        {
            throw new ArgumentOutOfRangeException(nameof(plane), sum, $"{Column.Name} has numbers that are not finite.");
        }

        var (mean, squares) = (sum / plane.Length, 0.0);
        foreach (var value in plane)
        {
            squares += (value - mean) * (value - mean);
        }

        Add(new ColumnFigures(plane.Length, 0, mean, squares, minimum, maximum, [], new QuantileSketch().Counts()));
    }

    /// <summary>Adds what is known of the same column of other rows.</summary>
    /// <param name="other">The others; of the same column.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public void Merge(ColumnStatistics other)
    {
        if (other.Column.Name != Column.Name || !other.Column.Categories.SequenceEqual(Column.Categories))
        {
            throw new ArgumentException($"The column {other.Column.Name} is not {Column.Name}, or has other categories.", nameof(other));
        }

        Add(other.Figures());
    }

    /// <summary>What is known, to be kept or sent.</summary>
    internal ColumnFigures Figures() => new(Count, Missing, Mean, SquaredDifferences, Count > 0 && !Column.IsCategory ? Minimum : 0, Count > 0 && !Column.IsCategory ? Maximum : 0, [.. _categories], Quantiles.Counts());

    /// <summary>Adds figures that were kept or sent.</summary>
    internal void Add(ColumnFigures figures)
    {
        Missing += figures.Missing;
        if (figures.Count == 0)
        {
            return;
        }

        var (all, difference) = (Count + figures.Count, figures.Mean - Mean);
        SquaredDifferences += figures.SquaredDifferences + difference * difference * Count * figures.Count / all;
        Mean += difference * figures.Count / all;
        Count = all;
        for (var i = 0; i < _categories.Length; i++)
        {
            _categories[i] += figures.Categories[i];
        }

        if (!Column.IsCategory)
        {
            Minimum = Math.Min(Minimum, figures.Minimum);
            Maximum = Math.Max(Maximum, figures.Maximum);
        }

        Quantiles.Add(figures.Quantiles);
    }
}
