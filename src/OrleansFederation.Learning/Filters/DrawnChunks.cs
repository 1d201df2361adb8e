using System.Buffers.Binary;
using System.Numerics;
using OrleansFederation.Randomness;

namespace OrleansFederation.Filters;

/// <summary>
/// Chunks of numbers whose places both sides draw from one seed. After i of n numbers ⌊i·k/n⌋ have been drawn; within a chunk every
/// choice is equally likely (Floyd's algorithm: Bentley and Floyd 1987, "A Sample of Brilliance").
/// </summary>
/// <param name="count">n.</param>
/// <param name="kept">k.</param>
/// <param name="seed">The seed.</param>
/// <param name="isScaled">Whether numbers are written times n/k.</param>
internal sealed class DrawnChunks(int count, int kept, ulong seed, bool isScaled) : IChunkEncoder, IChunkDecoder
{
    private readonly SeededRandom _random = new(seed);
    private readonly ulong[] _drawn = new ulong[UpdateShape.Chunk / 64];
    private int _before;

    /// <inheritdoc/>
    public int LengthOf(ReadOnlySpan<byte> head, int length) => Drawn(length) * sizeof(float);

    /// <inheritdoc/>
    public int Encode(Span<float> values, Span<byte> destination)
    {
        var (factor, written) = (isScaled ? (float)((double)count / kept) : 1, 0);
        Draw(values.Length);
        for (var word = 0; word < _drawn.Length; word++)
        {
            for (var bits = _drawn[word]; bits != 0; bits &= bits - 1)
            {
                ref var value = ref values[word * 64 + BitOperations.TrailingZeroCount(bits)];
                BinaryPrimitives.WriteSingleLittleEndian(destination[written..], value * factor);
                value = 0;
                written += sizeof(float);
            }
        }

        return written;
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values)
    {
        var (read, isFinite) = (0, true);
        Draw(values.Length);
        values.Clear();
        for (var word = 0; word < _drawn.Length; word++)
        {
            for (var bits = _drawn[word]; bits != 0; bits &= bits - 1)
            {
                var value = BinaryPrimitives.ReadSingleLittleEndian(chunk[read..]);
                isFinite &= float.IsFinite(value);
                values[word * 64 + BitOperations.TrailingZeroCount(bits)] = value;
                read += sizeof(float);
            }
        }

        return isFinite;
    }

    /// <inheritdoc/>
    public void Skip(int length) => Draw(length);

    private int Drawn(int length) => (int)((long)(_before + length) * kept / count - (long)_before * kept / count);

    private void Draw(int length)
    {
        var drawn = Drawn(length);
        Array.Clear(_drawn);
        for (var last = length - drawn; last < length; last++)
        {
            var place = _random.NextInt(last + 1);
            if ((_drawn[place / 64] >> (place % 64) & 1) == 1)
            {
                place = last;
            }

            _drawn[place / 64] |= 1UL << (place % 64);
        }

        _before += length;
    }
}
