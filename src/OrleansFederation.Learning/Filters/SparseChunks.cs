using System.Buffers.Binary;

namespace OrleansFederation.Filters;

/// <summary>Reads chunks of few numbers: how many, their places within the chunk, ascending, and the numbers; the others are 0.</summary>
internal sealed class SparseChunks : IChunkDecoder
{
    /// <summary>The bytes that say how many.</summary>
    public const int Head = sizeof(ushort);

    /// <summary>The bytes of a place and its number.</summary>
    public const int Width = sizeof(ushort) + sizeof(float);

    /// <inheritdoc/>
    public int HeadLength => Head;

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int count) =>
        BinaryPrimitives.ReadUInt16LittleEndian(head) is var kept && kept <= count ? Head + kept * Width : -1;

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values)
    {
        var kept = (chunk.Length - Head) / Width;
        var places = chunk[Head..];
        var numbers = places[(kept * sizeof(ushort))..];
        var last = -1;
        values.Clear();
        for (var i = 0; i < kept; i++)
        {
            var place = BinaryPrimitives.ReadUInt16LittleEndian(places[(i * sizeof(ushort))..]);
            if (place <= last || place >= values.Length)
            {
                return false;
            }

            var value = BinaryPrimitives.ReadSingleLittleEndian(numbers[(i * sizeof(float))..]);
            if (!float.IsFinite(value))
            {
                return false;
            }

            values[place] = value;
            last = place;
        }

        return true;
    }
}
