namespace OrleansFederation.Data;

/// <summary>What a model is to predict.</summary>
public sealed record TargetSpec
{
    /// <summary>The column that holds it; null for images, whose class is their folder, and for arrays, whose targets are an array of their own.</summary>
    public string? Column { get; init; }

    /// <summary>The class of each value, as the value is written, in order of class and value; null where the column is read as it is declared.</summary>
    public IReadOnlyList<ClassSpec>? Classes { get; init; }
}
