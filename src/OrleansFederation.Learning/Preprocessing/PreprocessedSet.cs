using System.Buffers;
using OrleansFederation.Data;

namespace OrleansFederation.Preprocessing;

/// <summary>Raw rows as the model takes them. Safe for concurrent readers, as the raw set is.</summary>
/// <param name="raw">The raw rows.</param>
/// <param name="fitted">What makes features of them.</param>
public sealed class PreprocessedSet(IDataSet raw, FittedPreprocessing fitted) : IDataSet
{
    /// <inheritdoc/>
    public int Count => raw.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; } = fitted.Plane is null ? [fitted.Width] : raw.InputShape;

    /// <inheritdoc/>
    public DataSummary? Summary => raw.Summary;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        var length = indices.Length * fitted.Columns.Count * (fitted.Plane ?? 1);
        var rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            raw.ReadInputs(indices, rented.AsSpan(0, length));
            fitted.Transform(rented.AsSpan(0, length), destination);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination) => raw.ReadTargets(indices, destination);
}
