using System.Runtime.InteropServices;

namespace OrleansFederation.Data;

/// <summary>Some of the images of a store, normalised while they are read.</summary>
internal sealed class ImageSet : IDataSet
{
    private readonly ImageStore _store;
    private readonly int[]? _members;
    private readonly float[] _values;

    /// <summary>Makes a set.</summary>
    /// <param name="store">The images.</param>
    /// <param name="members">The images that belong to the set, in its order; null for all.</param>
    /// <param name="normalize">How pixels, scaled to 0…1, are normalised; null leaves them.</param>
    /// <param name="shape">The shape to show an image in, of as many numbers as it has pixels.</param>
    public ImageSet(ImageStore store, int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape)
    {
        _store = store;
        _members = members;
        _values = new float[256];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = (float)(normalize is null ? i / 255.0 : (i / 255.0 - normalize.Mean) / normalize.Std);
        }

        InputShape = shape;
    }

    /// <inheritdoc/>
    public int Count => _members?.Length ?? _store.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; }

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        var size = _store.Size;
        if (destination.Length < (long)indices.Length * size)
        {
            throw new ArgumentException($"{indices.Length} images need room for {(long)indices.Length * size} numbers, not {destination.Length}.", nameof(destination));
        }

        // A byte cannot leave a table of 256, so that the loop runs without bounds checks.
        ref var table = ref MemoryMarshal.GetArrayDataReference(_values);
        foreach (var index in indices)
        {
            var pixels = _store.Pixels.AsSpan(Member(index) * size, size);
            for (var i = 0; i < pixels.Length; i++)
            {
                destination[i] = System.Runtime.CompilerServices.Unsafe.Add(ref table, pixels[i]);
            }

            destination = destination[size..];
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = _store.Labels[Member(indices[i])];
        }
    }

    private int Member(int index) => _members is null ? index : _members[index];
}
