namespace OrleansFederation.Data;

/// <summary>What a column holds.</summary>
public sealed record ColumnProfile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is declared or, from its values, guessed to be.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>The values that are missing.</summary>
    public required long Missing { get; init; }

    /// <summary>The words that stand for missing values in it.</summary>
    public required IReadOnlyList<string> MissingWords { get; init; }

    /// <summary>The values that are numbers.</summary>
    public required long Numbers { get; init; }

    /// <summary>The values that are neither numbers nor missing.</summary>
    public required long Texts { get; init; }

    /// <summary>The least number; null where there is none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number; null where there is none.</summary>
    public double? Maximum { get; init; }

    /// <summary>The mean of the numbers; null where there is none.</summary>
    public double? Mean { get; init; }

    /// <summary>The first quartile, the median and the third quartile; empty where there are no numbers.</summary>
    public IReadOnlyList<double> Quartiles { get; init; } = [];

    /// <summary>How many numbers lie in each of as many equal intervals from the least to the greatest; empty where there are none.</summary>
    public IReadOnlyList<long> Histogram { get; init; } = [];

    /// <summary>Whether quartiles and histogram come from a seeded sample rather than from all numbers.</summary>
    public bool Sampled { get; init; }

    /// <summary>The different values and how often each stands there, the most frequent first; empty where there are too many.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Values { get; init; } = [];
}
