using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Some of the images of a folder, normalised while they are read.</summary>
internal sealed class PixelSet : IDataSet
{
    private readonly PixelStore _store;
    private readonly int[]? _members;
    private readonly float[] _values;

    /// <summary>Makes a set.</summary>
    /// <param name="store">The images.</param>
    /// <param name="members">Those that belong to the set; null for all.</param>
    /// <param name="normalize">How pixels, scaled to 0…1, are normalised; null leaves them.</param>
    /// <param name="shape">The shape to show an image in.</param>
    public PixelSet(PixelStore store, int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape)
    {
        (_store, _members, InputShape) = (store, members, shape);
        _values = [.. Enumerable.Range(0, 256).Select(i => (float)(normalize is null ? i / 255.0 : (i / 255.0 - normalize.Mean) / normalize.Std))];
    }

    /// <inheritdoc/>
    public int Count => _members?.Length ?? _store.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; }

    /// <inheritdoc/>
    public DataSummary? Summary => _store.Summary;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        var pixels = new byte[_store.Size];
        for (var i = 0; i < indices.Length; i++)
        {
            _store.Rows.Read(Member(indices[i]), 0, pixels.AsSpan());
            var image = destination.Slice(i * pixels.Length, pixels.Length);
            for (var at = 0; at < pixels.Length; at++)
            {
                image[at] = _values[pixels[at]];
            }
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = _store.Rows.Read<float>(Member(indices[i]), _store.Size);
        }
    }

    private int Member(int index) => _members is null ? index : _members[index];
}
