namespace OrleansFederation.Inference;

/// <summary>Inputs for a model.</summary>
/// <param name="Reference">A version number, <c>vN</c>, an alias, or null for the latest.</param>
/// <param name="Inputs">The inputs row by row: a whole number of examples of the model's input shape, not yet normalised beyond what training used.</param>
[GenerateSerializer, Immutable, Alias("of.inference-request")]
public sealed record InferenceRequest([property: Id(0)] string? Reference, [property: Id(1)] float[] Inputs)
{
    /// <summary>
    /// Rows by the names of their columns, instead of <see cref="Inputs"/>: a JSON object or an array of them, categories by name. For
    /// versions with preprocessing. What is null or left out is missing.
    /// </summary>
    [Id(2)] public string? Rows { get; init; }

    /// <summary>As which client of the federation somebody asks, for versions whose clients have preprocessing of their own; else without effect.</summary>
    [Id(3)] public string? Client { get; init; }
}
