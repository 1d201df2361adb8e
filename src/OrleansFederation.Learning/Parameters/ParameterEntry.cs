namespace OrleansFederation.Parameters;

/// <summary>One named tensor within the flat vector.</summary>
/// <param name="Name">The name, for example <c>0.weight</c>: the layer's index and the tensor's name, as PyTorch's Sequential has them.</param>
/// <param name="Shape">The shape; empty for a scalar.</param>
/// <param name="Offset">Where it begins in the vector, in elements.</param>
/// <param name="Kind">Trainable or buffer.</param>
public sealed record ParameterEntry(string Name, IReadOnlyList<int> Shape, int Offset, ParameterKind Kind)
{
    /// <summary>The number of elements.</summary>
    public int Length { get; } = checked((int)Shape.Aggregate(1L, (product, size) => checked(product * size)));
}
