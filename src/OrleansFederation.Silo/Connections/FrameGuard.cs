using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Orleans.Serialization.Session;

namespace OrleansFederation.Connections;

/// <summary>Lets Orleans read only what is well-formed: checks each message when it is complete and before Orleans looks at it, and cuts off who does not complete one in time.</summary>
/// <param name="inner">What comes from the peer.</param>
/// <param name="rules">What messages may look like.</param>
/// <param name="sessions">For reading the preamble.</param>
/// <param name="meet">Decides about the peer by its preamble.</param>
/// <param name="cutOff">Cuts the peer off, for a reason.</param>
internal sealed class FrameGuard(PipeReader inner, FrameRules rules, SerializerSessionPool sessions, Func<Preamble, Acquaintance> meet, Action<string> cutOff) : PipeReader, IDisposable
{
    private const int PreambleHead = 4;
    private const int MessageHead = 8;

    private Acquaintance? _peer;
    private ReadOnlySequence<byte> _buffer;
    private ITimer? _timer;
    private TimeSpan _within;
    private long _good;
    private bool _waiting;

    /// <summary>Begins to count the time that the preamble may take.</summary>
    public void Start(TimeProvider clock, TimeSpan within)
    {
        (_within, _waiting) = (within, true);
        _timer = clock.CreateTimer(_ => cutOff(_peer is null ? "it did not say who it is in time" : "it did not complete a message in time"), null, within, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Check(read.Result)) : AwaitAsync(read);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
        {
            return false;
        }

        result = Check(result);
        return true;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _good -= _buffer.Slice(_buffer.Start, consumed).Length;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _peer?.Lease?.Dispose();
    }

    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read) => Check(await read);

    private ReadResult Check(ReadResult result)
    {
        _buffer = result.Buffer;
        var before = _good;
        while (Next() > 0)
        {
            // Each turn is one preamble or message that is complete and good.
        }

        Await(begun: _good < _buffer.Length, progressed: _good > before);
        return result;
    }

    /// <summary>Checks what comes after what was good so far.</summary>
    /// <returns>How many bytes more are good; 0 where what comes next is not complete.</returns>
    private long Next()
    {
        var rest = _buffer.Slice(_good);
        Span<byte> head = stackalloc byte[MessageHead];
        if (_peer is null)
        {
            if (rest.Length < PreambleHead)
            {
                return 0;
            }

            rest.Slice(0, PreambleHead).CopyTo(head);
            var length = BitConverter.ToInt32(head);
            if (length is <= 0 or > Preamble.MostBytes)
            {
                throw Refuse($"a preamble of {length} bytes, where 1 to {Preamble.MostBytes} are allowed");
            }

            return rest.Length < PreambleHead + length ? 0 : Meet(rest.Slice(PreambleHead, length));
        }

        if (rest.Length < MessageHead)
        {
            return 0;
        }

        rest.Slice(0, MessageHead).CopyTo(head);
        var (header, body) = (BitConverter.ToInt32(head), BitConverter.ToInt32(head[4..]));
        if (rules.CheckLengths(header, body) is { } lengths)
        {
            throw Refuse(lengths);
        }

        var total = MessageHead + (long)header + body;
        if (rest.Length < total)
        {
            return 0;
        }

        if (rules.Check(rest.Slice(MessageHead, header), rest.Slice(MessageHead + header, body), _peer.Client) is { } refusal)
        {
            throw Refuse(refusal);
        }

        _good += total;
        return total;
    }

    private long Meet(ReadOnlySequence<byte> bytes)
    {
        var preamble = Preamble.Read(bytes, sessions) ?? throw Refuse("a preamble that is malformed");
        _peer = meet(preamble);
        if (_peer.Refusal is { } refusal)
        {
            throw Refuse(refusal);
        }

        _good += PreambleHead + bytes.Length;
        return PreambleHead + bytes.Length;
    }

    private void Await(bool begun, bool progressed)
    {
        var waiting = begun || _peer is null;
        if (waiting != _waiting || (waiting && progressed))
        {
            _waiting = waiting;
            _timer?.Change(waiting ? _within : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private ConnectionAbortedException Refuse(string reason)
    {
        cutOff(reason);
        return new(reason);
    }
}
