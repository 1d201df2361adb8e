using System.Buffers;
using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Filters;

/// <summary>
/// Reads one update from first to last as float32, block by block, whether it is a file of float32 or compressed. In between it holds less
/// than a chunk. Not for concurrent use.
/// </summary>
public sealed class UpdateReader : IDisposable
{
    /// <summary>What is read at once where a block has more bytes than blocks have on average.</summary>
    private const int Little = 1 << 12;

    private readonly BlockReader _source;
    private readonly ParameterLayout _layout;
    private readonly UpdateEncoding? _encoding;
    private readonly string _place;
    private readonly IChunkDecoder? _decoder;
    private long _taken;
    private byte[] _ahead = [];
    private float[] _rest = [];
    private int _restAt;
    private int _chunk;

    /// <summary>Begins.</summary>
    /// <param name="source">The update's bytes; disposed with this object.</param>
    /// <param name="layout">The layout of what moves.</param>
    /// <param name="encoding">How it is written; null for float32.</param>
    /// <param name="place">What it is, for error messages.</param>
    public UpdateReader(BlockReader source, ParameterLayout layout, UpdateEncoding? encoding, string place) =>
        (_source, _layout, _encoding, _place, _decoder) = (source, layout, encoding, place, encoding?.BeginDecoding());

    /// <summary>Reads and checks what stands before the numbers.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="FederationException">FED1030 or FED3012 where it is of another layout or was written otherwise.</exception>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        var expected = _source.Expected.Length;
        var opening = new byte[_encoding is null ? Safetensors.Opening(_layout).Length : (int)Math.Min(_encoding.Opening.Length, expected)];
        if (!await _source.TryReadAsync(opening, cancellationToken))
        {
            return false;
        }

        _taken = opening.Length;
        if (_encoding is null)
        {
            Safetensors.CheckOpening(_layout, opening, expected, _place);
            return true;
        }

        return _encoding.Misfit(opening, expected) is not { } fault
            || (await IsAsReceivedAsync(cancellationToken) ? throw FederationErrors.UpdateMismatch.Exception(_place, fault) : false);
    }

    /// <summary>Reads the next numbers.</summary>
    /// <param name="destination">Where they go, as little-endian float32.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether they were there; where not, the update is gone or damaged.</returns>
    /// <exception cref="FederationException">FED3012 where it is whole, but not what a filter writes.</exception>
    public async Task<bool> TryReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_encoding is null)
        {
            return await _source.TryReadAsync(destination, cancellationToken);
        }

        var (wanted, done) = (destination.Length / sizeof(float), TakeRest(destination));
        if (done == wanted)
        {
            return true;
        }

        // As many bytes as so many numbers have on average, so that most blocks are read at once.
        var expected = (int)Math.Min(int.MaxValue / 2, (long)Math.Ceiling((double)_encoding.Length * (wanted - done) / _encoding.Shape.Length));
        var buffer = ArrayPool<byte>.Shared.Rent(expected + UpdateEncoder.LargestChunk + Little + _ahead.Length);
        try
        {
            _ahead.CopyTo(buffer, 0);
            var (begin, end, isFirst) = (0, _ahead.Length, true);
            while (true)
            {
                var need = 0;
                await Task.Run(() => need = Decode(buffer.AsSpan(0, end), ref begin, destination, ref done), cancellationToken);
                if (need < 0)
                {
                    return await IsAsReceivedAsync(cancellationToken) ? throw UpdateEncoding.Malformed(_chunk, _place) : false;
                }

                if (need == 0)
                {
                    break;
                }

                buffer.AsSpan(begin, end - begin).CopyTo(buffer);
                (begin, end) = (0, end - begin);
                var more = (int)Math.Min(_source.Expected.Length - _taken, Math.Max(need - end, isFirst ? expected - end : Little));
                isFirst = false;
                if (end + more < need)
                {
                    // The chunks say more bytes than the file has.
                    return await IsAsReceivedAsync(cancellationToken) ? throw UpdateEncoding.Malformed(_chunk, _place) : false;
                }

                if (!await _source.TryReadAsync(buffer.AsMemory(end, more), cancellationToken))
                {
                    return false;
                }

                (_taken, end) = (_taken + more, end + more);
            }

            _ahead = buffer[begin..end];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (_chunk == _encoding.Shape.Chunks && (_ahead.Length > 0 || _taken < _source.Expected.Length))
        {
            return await IsAsReceivedAsync(cancellationToken) ? throw UpdateEncoding.Malformed(_chunk, _place) : false;
        }

        return true;
    }

    /// <summary>Tells whether what was read is what was expected. To be asked once, after the last number.</summary>
    public bool Matches() => _source.Matches();

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private int TakeRest(Memory<byte> destination)
    {
        var count = Math.Min(_rest.Length - _restAt, destination.Length / sizeof(float));
        MemoryMarshal.AsBytes(_rest.AsSpan(_restAt, count)).CopyTo(destination.Span);
        _restAt += count;
        if (_restAt == _rest.Length)
        {
            (_rest, _restAt) = ([], 0);
        }

        return count;
    }

    /// <summary>Reads chunks until the destination is full or the bytes do not suffice.</summary>
    /// <returns>How many bytes the next chunk needs from where <paramref name="begin"/> is; 0 where the destination is full; −1 where there is no such chunk.</returns>
    private int Decode(ReadOnlySpan<byte> bytes, ref int begin, Memory<byte> destination, ref int done)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(destination.Span);
        while (done < numbers.Length)
        {
            var left = bytes[begin..];
            var head = _encoding!.HeadOf(_decoder!, _chunk);
            if (left.Length < head)
            {
                return head;
            }

            var length = _encoding.LengthOf(_decoder!, _chunk, left);
            if (length < 0 || length > left.Length)
            {
                return length;
            }

            var open = numbers[done..];
            var count = _encoding.Shape.LengthOf(_chunk);
            var isWhole = count <= open.Length;
            _rest = isWhole ? [] : new float[count];
            if (!_encoding.TryDecode(_decoder!, _chunk, left[..length], isWhole ? open[..count] : _rest))
            {
                return -1;
            }

            if (!isWhole)
            {
                _restAt = open.Length;
                _rest.AsSpan(0, open.Length).CopyTo(open);
            }

            begin += length;
            done += Math.Min(count, open.Length);
            _chunk++;
        }

        return 0;
    }

    /// <summary>Reads to the end, to tell an update that was written wrong from one that was damaged since: only that is trained again.</summary>
    /// <returns>Whether it is what its receipt says.</returns>
    private async Task<bool> IsAsReceivedAsync(CancellationToken cancellationToken)
    {
        var block = new byte[1 << 16];
        for (; _taken < _source.Expected.Length;)
        {
            var part = block.AsMemory(0, (int)Math.Min(block.Length, _source.Expected.Length - _taken));
            if (!await _source.TryReadAsync(part, cancellationToken))
            {
                return false;
            }

            _taken += part.Length;
        }

        return _source.Matches();
    }
}
