using OrleansFederation.Data;

namespace OrleansFederation.Training;

/// <summary>Examples in memory.</summary>
/// <param name="shape">The shape of an input.</param>
/// <param name="inputs">The inputs, row by row.</param>
/// <param name="targets">A target an example.</param>
/// <param name="beforeRead">Called before each batch of inputs is read.</param>
internal sealed class ArrayData(int[] shape, float[] inputs, float[] targets, Action? beforeRead = null) : IDataSet
{
    public int Count => targets.Length;

    public IReadOnlyList<int> InputShape => shape;

    /// <summary>The same examples, with something to do before each batch.</summary>
    public ArrayData Before(Action read) => new(shape, inputs, targets, read);

    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        beforeRead?.Invoke();
        var width = inputs.Length / targets.Length;
        for (var i = 0; i < indices.Length; i++)
        {
            inputs.AsSpan(indices[i] * width, width).CopyTo(destination[(i * width)..]);
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
