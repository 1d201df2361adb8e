using OrleansFederation.Data;

namespace OrleansFederation.Inference;

/// <summary>Examples in memory.</summary>
/// <param name="inputShape">The shape of one input.</param>
/// <param name="inputs">The inputs row by row.</param>
/// <param name="targets">The targets, one an example.</param>
internal sealed class MemoryDataSet(IReadOnlyList<int> inputShape, float[] inputs, float[] targets) : IDataSet
{
    private readonly int _size = inputShape.Aggregate(1, (product, size) => product * size);

    public int Count => targets.Length;

    public IReadOnlyList<int> InputShape => inputShape;

    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            inputs.AsSpan(indices[i] * _size, _size).CopyTo(destination[(i * _size)..]);
        }
    }

    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = targets[indices[i]];
        }
    }
}
