using System.Buffers;
using System.Numerics;

namespace OrleansFederation.Connections;

/// <summary>Walks over Orleans' wire format without making anything of it: so that what Orleans makes of it is bounded.</summary>
/// <remarks>
/// A varint has as many bytes as its first has trailing zeros, plus one. A field is a tag (3 bits wire type, 2 bits schema type, 3 bits id), perhaps an id and a type, and a value; a tag-delimited value is fields up to an end tag.
/// Orleans reads and skips nested values by recursion without a bound (FieldHeaderCodec, SkipFieldExtension in 10.4.2), which is why depth is counted here.
/// </remarks>
internal ref struct FrameScan(ReadOnlySequence<byte> bytes)
{
    /// <summary>The longest name of a type: names are parsed by recursion, and parsed types are kept for ever.</summary>
    private const int LongestTypeName = 1_024;

    private SequenceReader<byte> _reader = new(bytes);

    /// <summary>What has not been walked over yet.</summary>
    public readonly long Remaining => _reader.Remaining;

    /// <summary>
    /// The sum of the numbers met that may be counts of elements. Orleans sets memory aside for a list by the count that precedes it, as long as that is not above the bytes that follow (Reader.EnsureAvailable in 10.4.2);
    /// so a number above those is no count, or is refused there.
    /// </summary>
    public long Claimed { get; private set; }

    /// <summary>Walks over bytes.</summary>
    public bool TrySkip(long count)
    {
        if (count > _reader.Remaining)
        {
            return false;
        }

        _reader.Advance(count);
        return true;
    }

    /// <summary>Reads a number of four bytes.</summary>
    public bool TryRead(out int value) => _reader.TryReadLittleEndian(out value);

    /// <summary>Reads bytes.</summary>
    public bool TryRead(int count, out ReadOnlySequence<byte> slice) => _reader.TryReadExact(count, out slice);

    /// <summary>Reads a varint of at most 32 bits.</summary>
    public bool TryReadVarint(out uint value)
    {
        value = 0;
        if (!_reader.TryPeek(out var first) || first == 0)
        {
            return false;
        }

        var count = BitOperations.TrailingZeroCount(first) + 1;
        if (count > 5 || _reader.Remaining < count)
        {
            return false;
        }

        ulong raw = 0;
        for (var i = 0; i < count; i++)
        {
            _reader.TryRead(out var next);
            raw |= (ulong)next << (8 * i);
        }

        raw >>= count;
        value = (uint)raw;
        return raw <= uint.MaxValue;
    }

    /// <summary>Walks over a field with everything in it.</summary>
    public bool TrySkipField(int deepest)
    {
        var depth = 0;
        do
        {
            if (!_reader.TryRead(out var tag))
            {
                return false;
            }

            if ((tag & 0xE0) == 0xE0)
            {
                // 0xE0 ends a value; 0xE8 ends the fields of a base class, after which the derived class's begin.
                if (depth == 0 || (tag != 0xE0 && tag != 0xE8))
                {
                    return false;
                }

                depth -= tag == 0xE0 ? 1 : 0;
                continue;
            }

            if (((tag & 7) == 7 && !TryReadVarint(out _)) || !TrySkipType(tag & 0x18))
            {
                return false;
            }

            switch (tag & 0xE0)
            {
                case 0x00 when TryClaim():
                case 0xC0 when TrySkipVarint():
                case 0x40 when TryReadVarint(out var length) && TrySkip(length):
                case 0x60 when TrySkip(4):
                case 0x80 when TrySkip(8):
                case 0x20 when ++depth <= deepest:
                    break;
                default:
                    return false;
            }
        }
        while (depth > 0);

        return true;
    }

    private bool TrySkipType(int schema) => schema switch
    {
        0x00 => true,
        0x10 => TrySkip(5) && TryReadVarint(out var length) && length <= LongestTypeName && TrySkip(length),
        _ => TryReadVarint(out _),
    };

    private bool TryClaim()
    {
        var start = _reader;
        if (!TrySkipVarint())
        {
            return false;
        }

        var end = _reader;
        _reader = start;
        Claimed += TryReadVarint(out var count) && count <= end.Remaining ? count : 0;
        _reader = end;
        return true;
    }

    private bool TrySkipVarint()
    {
        if (!_reader.TryPeek(out var first))
        {
            return false;
        }

        if (first != 0)
        {
            return TrySkip(BitOperations.TrailingZeroCount(first) + 1);
        }

        return _reader.TryPeek(1, out var second) && second != 0 && BitOperations.TrailingZeroCount(second) + 9 is <= 10 and var count && TrySkip(count);
    }
}
