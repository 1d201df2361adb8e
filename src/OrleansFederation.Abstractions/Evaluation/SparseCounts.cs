namespace OrleansFederation.Evaluation;

/// <summary>
/// Counts by cell, most of them zero: the cells that hold something, in ascending order, each as its distance from the one before and its
/// count, both in groups of 7 bits, the lowest first. The same counts always have the same bytes, however they came about.
/// </summary>
/// <param name="Content">The bytes. Nobody writes to them.</param>
[GenerateSerializer, Immutable, Alias("of.sparse-counts")]
public sealed record SparseCounts([property: Id(0)] byte[] Content)
{
    /// <summary>No counts.</summary>
    public static SparseCounts None { get; } = new([]);

    /// <summary>Packs counts.</summary>
    /// <param name="counts">The count of each cell, 0 or more.</param>
    public static SparseCounts Of(ReadOnlySpan<long> counts)
    {
        List<byte> bytes = [];
        var next = 0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] != 0)
            {
                Put(bytes, (ulong)(cell - next));
                Put(bytes, checked((ulong)counts[cell]));
                next = cell + 1;
            }
        }

        return bytes.Count == 0 ? None : new([.. bytes]);
    }

    /// <summary>Adds two sets of counts, cell by cell.</summary>
    /// <param name="other">The counts to add.</param>
    /// <exception cref="FormatException">Where either is malformed.</exception>
    public SparseCounts Merge(SparseCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<byte> bytes = new(Content.Length + other.Content.Length);
        var (left, right) = (new Cursor(Content), new Cursor(other.Content));
        var next = 0L;
        var (hasLeft, hasRight) = (left.Move(), right.Move());
        while (hasLeft || hasRight)
        {
            var takeLeft = hasLeft && (!hasRight || left.Cell <= right.Cell);
            var takeRight = hasRight && (!hasLeft || right.Cell <= left.Cell);
            var cell = takeLeft ? left.Cell : right.Cell;
            Put(bytes, (ulong)(cell - next));
            Put(bytes, checked((ulong)((takeLeft ? left.Count : 0) + (takeRight ? right.Count : 0))));
            next = cell + 1;
            hasLeft = takeLeft ? left.Move() : hasLeft;
            hasRight = takeRight ? right.Move() : hasRight;
        }

        return bytes.Count == 0 ? None : new([.. bytes]);
    }

    /// <summary>Unpacks the counts.</summary>
    /// <param name="cells">The number of cells.</param>
    /// <exception cref="FormatException">Where the bytes are malformed or name a cell beyond.</exception>
    public long[] Unpack(int cells)
    {
        var counts = new long[cells];
        var cursor = new Cursor(Content);
        while (cursor.Move())
        {
            counts[cursor.Cell < cells ? cursor.Cell : throw new FormatException($"Cell {cursor.Cell} of {cells} counts.")] = cursor.Count;
        }

        return counts;
    }

    /// <inheritdoc/>
    public bool Equals(SparseCounts? other) => other is not null && Content.AsSpan().SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(Content);
        return hash.ToHashCode();
    }

    private static void Put(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }

    private struct Cursor(byte[] bytes)
    {
        private int _at;
        private long _next;

        public long Cell { get; private set; }

        public long Count { get; private set; }

        public bool Move()
        {
            if (_at >= bytes.Length)
            {
                return false;
            }

            Cell = checked(_next + Take());
            Count = Take();
            _next = Cell + 1;
            return Cell <= int.MaxValue && Count > 0 ? true : throw new FormatException("A cell out of range, or an empty one.");
        }

        private long Take()
        {
            var value = 0UL;
            for (var shift = 0; shift < 63; shift += 7)
            {
                var group = _at < bytes.Length ? bytes[_at++] : throw new FormatException("The counts end within a number.");
                value |= (ulong)(group & 0x7F) << shift;
                if (group < 0x80)
                {
                    return (long)value;
                }
            }

            throw new FormatException("A number of more than 63 bits.");
        }
    }
}
