using OrleansFederation.Data;

namespace OrleansFederation.Doctor;

/// <summary>Four points of the line y = 2x − 1.</summary>
internal sealed class TinyData : IDataSet
{
    /// <summary>The points.</summary>
    public static TinyData Line { get; } = new();

    /// <inheritdoc/>
    public int Count => 4;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; } = [1];

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = X(indices[i]);
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = (2 * X(indices[i])) - 1;
        }
    }

    private static float X(int index) => index / 4f;
}
