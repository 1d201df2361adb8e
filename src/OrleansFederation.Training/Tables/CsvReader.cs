using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>
/// Reads CSV record by record in the memory of one block, as RFC 4180 has it: fields between quotes may hold delimiters, line breaks and
/// doubled quotes; a record ends with LF, CRLF or CR. A quote inside an unquoted field is an ordinary character, empty lines are no records.
/// Delimiters, quotes and line ends are found 32 bytes at a time; a field is a piece of the block and is copied only to undouble quotes.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int Lanes = 32;
    private const int FirstBlock = 1 << 20;
    private const int LongestRecord = 1 << 28;
    private const byte Quote = (byte)'"';

    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _utf8;
    private readonly byte _delimiter;
    private byte[] _buffer;
    private byte[] _undoubled = [];
    private (int From, int To, bool Doubled)[] _fields = new (int, int, bool)[16];
    private int _start;
    private int _end;
    private int _valid;
    private int _base;
    private uint _mask;
    private bool _ended;
    private long _nextLine = 1;

    /// <summary>Makes a reader.</summary>
    /// <param name="stream">The bytes; disposed with the reader.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="delimiter">What stands between fields, an ASCII character.</param>
    /// <param name="utf8">Whether the bytes must be UTF-8.</param>
    /// <param name="block">The bytes to hold at first; grows with the longest record.</param>
    public CsvReader(Stream stream, string path, byte delimiter, bool utf8, int block = FirstBlock)
    {
        (_stream, _path, _delimiter, _utf8) = (stream, path, delimiter, utf8);
        _buffer = new byte[Math.Max(block, 4) + Lanes];
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }

        Restart();
    }

    /// <summary>The number of fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>The line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The empty lines that were passed over.</summary>
    public long EmptyLines { get; private set; }

    /// <summary>A field of the record, valid until the next call.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var (from, to, doubled) = _fields[index];
            var field = _buffer.AsSpan(from, to - from);
            return doubled ? Undouble(field) : field;
        }
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="FederationException">FED1021 with the line where quotes are wrong; FED1028 where the encoding is; FED1020 where the file cannot be read.</exception>
    public bool Read()
    {
        while (true)
        {
            if (Scan())
            {
                if (Count == 1 && _fields[0].From == _fields[0].To && _fields[0].From < _start && _buffer[_fields[0].From] != Quote)
                {
                    EmptyLines++;
                    continue;
                }

                return true;
            }

            if (_ended && _start >= _end)
            {
                return false;
            }

            Fill();
            Restart();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // False where the block ends before the record does: the record is then read again from its beginning, with more of the file.
    private bool Scan()
    {
        if (_start >= _end)
        {
            return false;
        }

        var (buffer, end, from, lines, count) = (_buffer, _end, _start, _nextLine, 0);
        while (true)
        {
            int at;
            var (first, last, doubled) = (from, end, false);
            if (from < end && buffer[from] == Quote)
            {
                Next();
                first = from + 1;
                at = Close(ref lines, ref doubled);
                if (at < 0)
                {
                    return false;
                }

                last = at++;
                if (at < end && Next() != at)
                {
                    throw Malformed(_nextLine, "text follows the quote that closes a field");
                }
            }
            else
            {
                do
                {
                    at = Next();
                }
                while (at >= 0 && buffer[at] == Quote);
                if (at < 0)
                {
                    if (!_ended)
                    {
                        return false;
                    }

                    at = end;
                }

                last = at;
            }

            if (count == _fields.Length)
            {
                Array.Resize(ref _fields, count * 2);
            }

            _fields[count++] = (first, last, doubled);
            if (at < end && buffer[at] == _delimiter)
            {
                from = at + 1;
                continue;
            }

            if (at < end && buffer[at] == Quote)
            {
                throw Malformed(_nextLine, "text follows the quote that closes a field");
            }

            if (at < end && buffer[at] == '\r')
            {
                if (at + 1 == end && !_ended)
                {
                    return false;
                }

                if (at + 1 < end && buffer[at + 1] == '\n')
                {
                    at = Next();
                }
            }

            (Line, _nextLine, Count, _start) = (_nextLine, lines + 1, count, Math.Min(at + 1, end));
            return true;
        }
    }

    // Finds the quote that closes a field; -1 where the block ends before it can be told.
    private int Close(ref long lines, ref bool doubled)
    {
        while (true)
        {
            var at = Next();
            if (at < 0)
            {
                return _ended ? throw Malformed(_nextLine, "a quote is opened and never closed") : -1;
            }

            var found = _buffer[at];
            if (found == '\n' || found == '\r' && !(at + 1 < _end && _buffer[at + 1] == '\n'))
            {
                lines++;
            }
            else if (found == Quote)
            {
                if (at + 1 == _end && !_ended)
                {
                    return -1;
                }

                if (at + 1 == _end || _buffer[at + 1] != Quote)
                {
                    return at;
                }

                Next();
                doubled = true;
            }
        }
    }

    // The next delimiter, quote or line end; -1 at the end of what was read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next()
    {
        while (_mask == 0)
        {
            if (_base + Lanes >= _end)
            {
                return -1;
            }

            _base += Lanes;
            _mask = Load(_base);
        }

        var at = _base + BitOperations.TrailingZeroCount(_mask);
        _mask &= _mask - 1;
        return at < _end ? at : -1;
    }

    private uint Load(int at)
    {
        var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_buffer), (nuint)at);
        return (Vector256.Equals(bytes, Vector256.Create(_delimiter)) | Vector256.Equals(bytes, Vector256.Create(Quote))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
    }

    private void Restart()
    {
        _base = _start;
        _mask = _start < _end ? Load(_start) : 0;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_end, _valid, _start) = (_end - _start, Math.Max(0, _valid - _start), 0);
        var room = _buffer.Length - Lanes;
        if (_end == room)
        {
            if (room > LongestRecord)
            {
                throw Malformed(_nextLine, $"a record has more than {LongestRecord >> 20} MB: probably a quote is opened and never closed");
            }

            Array.Resize(ref _buffer, room * 2 + Lanes);
            room *= 2;
        }

        try
        {
            while (_end < room)
            {
                var read = _stream.Read(_buffer, _end, room - _end);
                _ended = read == 0;
                if (_ended)
                {
                    break;
                }

                _end += read;
            }
        }
        catch (InvalidDataException fault)
        {
            throw new FederationException(FederationErrors.DataMalformed.At(_path, $"the gzip data is damaged: {fault.Message}"), fault);
        }
        catch (IOException fault)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(_path, fault.Message), fault);
        }

        RefuseWideText();
        if (_utf8)
        {
            Validate();
        }
    }

    private void Validate()
    {
        // A character that the block cuts is looked at with the next one.
        var until = _end;
        for (var back = 1; !_ended && back <= Math.Min(3, _end - _valid); back++)
        {
            var lead = _buffer[_end - back];
            if (lead >= 0xC0)
            {
                until = back < (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) ? _end - back : _end;
                break;
            }
        }

        if (!Utf8.IsValid(_buffer.AsSpan(_valid, until - _valid)))
        {
            var bad = _valid;
            while (Rune.DecodeFromUtf8(_buffer.AsSpan(bad, until - bad), out _, out var length) == OperationStatus.Done)
            {
                bad += length;
            }

            var line = _nextLine + _buffer.AsSpan(_start, bad - _start).Count((byte)'\n');
            throw FederationErrors.EncodingMismatch.Exception($"{_path}, line {line}", $"the bytes {Convert.ToHexString(_buffer.AsSpan(bad, Math.Min(4, _end - bad)))} are not UTF-8");
        }

        _valid = until;
    }

    private void RefuseWideText()
    {
        if (Line == 0 && _end >= 2 && (_buffer[0], _buffer[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            throw FederationErrors.EncodingMismatch.Exception($"{_path}, line 1", "the file begins with the mark of UTF-16", "Convert the file to UTF-8.");
        }
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> field)
    {
        if (_undoubled.Length < field.Length)
        {
            _undoubled = new byte[field.Length];
        }

        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            _undoubled[length++] = field[i];
            i += field[i] == Quote ? 1 : 0;
        }

        return _undoubled.AsSpan(0, length);
    }

    private FederationException Malformed(long line, string cause) => FederationErrors.DataMalformed.Exception($"{_path}, line {line}", cause,
        "Quote fields that hold the delimiter, a quote or a line break, and double the quotes inside.");
}
