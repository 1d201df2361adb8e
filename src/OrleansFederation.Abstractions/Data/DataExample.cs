namespace OrleansFederation.Data;

/// <summary>One example of a test set.</summary>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Input">The input as the model takes it.</param>
/// <param name="Shape">The input's shape without the batch dimension.</param>
/// <param name="Label">Its label.</param>
[GenerateSerializer, Immutable, Alias("of.data-example")]
public sealed record DataExample(
    [property: Id(0)] int Index,
    [property: Id(1)] float[] Input,
    [property: Id(2)] IReadOnlyList<int> Shape,
    [property: Id(3)] double Label);
