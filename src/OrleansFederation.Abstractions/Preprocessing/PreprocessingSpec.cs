namespace OrleansFederation.Preprocessing;

/// <summary>
/// How rows of columns, or the pixels of images, become a model's input. What it needs to know of the data (counts, means, deviations, medians) is gathered from all
/// sites before the first round, as sums that merge: no row leaves its site.
/// </summary>
public sealed record PreprocessingSpec
{
    /// <summary>What takes the place of a missing number.</summary>
    public Imputation Impute { get; init; }

    /// <summary>How numbers are scaled.</summary>
    public Scaling Scale { get; init; }

    /// <summary>Whether each column has a feature that is 1 where its value is missing, and 0 elsewhere.</summary>
    public bool Indicators { get; init; } = true;

    /// <summary>Whose rows it is fitted to.</summary>
    public FittedTo Fit { get; init; }
}
