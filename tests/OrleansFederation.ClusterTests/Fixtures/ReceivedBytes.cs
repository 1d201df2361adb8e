using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace OrleansFederation.Fixtures;

/// <summary>Keeps every byte that a client receives.</summary>
internal sealed class ReceivedBytes : IDisposable
{
    private readonly MemoryStream _received = new();

    /// <summary>Listens to a client's connections.</summary>
    public void Listen(IConnectionBuilder connections) => connections.Use(next => async context =>
    {
        var transport = context.Transport;
        context.Transport = new Overheard(PipeReader.Create(new Listening(transport.Input.AsStream(), this)), transport.Output);
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = transport;
        }
    });

    /// <summary>Tells whether a text was received, in the one encoding that strings have on the wire.</summary>
    public bool Contains(string text)
    {
        lock (_received)
        {
            return _received.GetBuffer().AsSpan(0, (int)_received.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }
    }

    public void Dispose() => _received.Dispose();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_received)
        {
            _received.Write(bytes);
        }
    }

    private sealed record Overheard(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Listening(Stream inner, ReceivedBytes keeper) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            keeper.Add(buffer.Span[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
