using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OrleansFederation.Filters;

/// <summary>Writes the numbers above a magnitude, and the first so many of just it, as <see cref="SparseChunks"/> reads them.</summary>
/// <param name="bound">The magnitude, as bits.</param>
/// <param name="ties">How many of just it.</param>
internal sealed class LargestChunks(uint bound, int ties) : IChunkEncoder
{
    private readonly ushort[] _places = new ushort[UpdateShape.Chunk];
    private int _ties = ties;

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var found = MagnitudeKernel.Places(values, bound, _places);
        var kept = 0;
        for (var i = 0; i < found; i++)
        {
            var isTie = (BitConverter.SingleToUInt32Bits(values[_places[i]]) & FeedbackKernel.Magnitude) == bound;
            if (!isTie || _ties-- > 0)
            {
                _places[kept++] = _places[i];
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)kept);
        MemoryMarshal.AsBytes(_places.AsSpan(0, kept)).CopyTo(destination[SparseChunks.Head..]);
        var numbers = destination[(SparseChunks.Head + kept * sizeof(ushort))..];
        for (var i = 0; i < kept; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(numbers[(i * sizeof(float))..], values[_places[i]]);
            values[_places[i]] = 0;
        }

        return SparseChunks.Head + kept * SparseChunks.Width;
    }
}
