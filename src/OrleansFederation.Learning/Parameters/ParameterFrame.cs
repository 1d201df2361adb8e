using System.Runtime.InteropServices;

namespace OrleansFederation.Parameters;

/// <summary>
/// A file of parameters without the numbers: what stands before each tensor of the layout and behind the last. The numbers, little-endian
/// float32 in the layout's order, stand between. So a file of any size is written while its numbers pass by.
/// </summary>
public sealed class ParameterFrame
{
    /// <summary>Makes a frame.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="literals">The bytes before each entry, and those behind the last: one more than there are entries.</param>
    public ParameterFrame(ParameterLayout layout, IReadOnlyList<ReadOnlyMemory<byte>> literals)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(literals.Count, layout.Entries.Count + 1);
        (Layout, Literals) = (layout, literals);
    }

    /// <summary>The layout.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The bytes before each entry, and those behind the last.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Literals { get; }

    /// <summary>The length of the file in bytes.</summary>
    public long Length => Literals.Sum(literal => (long)literal.Length) + (long)Layout.Length * sizeof(float);

    /// <summary>Takes the numbers out of a file of this frame.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The numbers; null where the file has another length.</returns>
    public float[]? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length != Length)
        {
            return null;
        }

        var values = new float[Layout.Length];
        for (var i = 0; i < Layout.Entries.Count; i++)
        {
            var numbers = MemoryMarshal.AsBytes(values.AsSpan(Layout.Entries[i].Offset, Layout.Entries[i].Length));
            file = file[Literals[i].Length..];
            file[..numbers.Length].CopyTo(numbers);
            file = file[numbers.Length..];
        }

        return values;
    }

    /// <summary>Makes the whole file in memory.</summary>
    /// <param name="values">The numbers, of the layout's length.</param>
    public byte[] Fill(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Layout.Length);
        var file = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        var end = file.AsSpan();
        for (var i = 0; i < Literals.Count; i++)
        {
            Literals[i].Span.CopyTo(end);
            end = end[Literals[i].Length..];
            if (i < Layout.Entries.Count)
            {
                var entry = Layout.Entries[i];
                var numbers = MemoryMarshal.AsBytes(values.Slice(entry.Offset, entry.Length));
                numbers.CopyTo(end);
                end = end[numbers.Length..];
            }
        }

        return file;
    }
}
