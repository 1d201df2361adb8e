using Microsoft.Win32.SafeHandles;

namespace OrleansFederation.Tables;

/// <summary>
/// What a thread has read of a <see cref="RowFile"/> ahead of being asked: rows that are asked for in ascending order, closely one after
/// another, come out of blocks, and all others are read singly. One a thread.
/// </summary>
internal sealed class ReadAhead
{
    private const int Block = 1 << 16;
    private const int Closely = 64;

    [ThreadStatic]
    private static ReadAhead? _ofThread;

    private readonly byte[] _bytes = new byte[Block];
    private SafeFileHandle? _file;
    private long _start;
    private int _length;
    private int _last = -1;

    /// <summary>That of this thread.</summary>
    public static ReadAhead OfThread => _ofThread ??= new();

    /// <summary>Gives bytes of a row where they were read ahead, or are worth reading ahead.</summary>
    /// <param name="file">The file.</param>
    /// <param name="row">The row that they belong to.</param>
    /// <param name="place">Where they stand in the file.</param>
    /// <param name="destination">Room for them.</param>
    /// <returns>Whether they were given.</returns>
    public bool TryRead(SafeFileHandle file, int row, long place, Span<byte> destination)
    {
        var follows = file == _file && row >= _last && row <= _last + Closely;
        _last = row;
        if (file != _file)
        {
            (_file, _length) = (file, 0);
        }

        if (place < _start || place + destination.Length > _start + _length)
        {
            if (!follows || destination.Length > Block)
            {
                return false;
            }

            (_start, _length) = (place, RandomAccess.Read(file, _bytes, place));
            if (_length < destination.Length)
            {
                return false;
            }
        }

        _bytes.AsSpan((int)(place - _start), destination.Length).CopyTo(destination);
        return true;
    }
}
