using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace OrleansFederation.Connections;

/// <summary>A connection middleware: encrypts what the next one reads and writes, and lets nobody through whose certificate is not good.</summary>
/// <param name="files">The certificates.</param>
/// <param name="role">Whom we expect at the other end.</param>
/// <param name="accepted">Whether the peer connected to us.</param>
/// <param name="refusals">Where refusals are reported.</param>
/// <param name="clock">The clock.</param>
internal sealed class TlsConnection(TlsFiles files, PeerRole role, bool accepted, Refusals refusals, TimeProvider clock)
{
    private const int ReadBytes = 32 * 1024;
    private const int RecordBytes = 16 * 1024;

    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: ReadBytes, minimumReadSize: RecordBytes / 4, leaveOpen: true);
    private static readonly StreamPipeWriterOptions Writing = new(minimumBufferSize: RecordBytes, leaveOpen: true);

    /// <summary>Encrypts a connection for as long as the next middleware works on it.</summary>
    /// <exception cref="ConnectionAbortedException">The peer was refused.</exception>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var plain = context.Transport;
        var handshake = new TlsHandshake(files, role, accepted);
        await using var stream = new SslStream(new DuplexStream(plain), leaveInnerStreamOpen: true);
        await ShakeHandsAsync(context, stream, handshake);
        using var watch = files.Watch(handshake.Session(
            (X509Certificate2)stream.RemoteCertificate!,
            $"{context.RemoteEndPoint}",
            reason => context.Abort(new ConnectionAbortedException(reason))));
        context.Features.Set(handshake.Peer);
        var encrypted = new Pipes(PipeReader.Create(stream, Reading), PipeWriter.Create(stream, Writing));
        context.Transport = encrypted;
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = plain;
            await encrypted.Input.CompleteAsync();
        }
    }

    private async Task ShakeHandsAsync(ConnectionContext context, SslStream stream, TlsHandshake handshake)
    {
        using var timeout = new CancellationTokenSource(files.Options.HandshakeTimeout, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.ConnectionClosed);
        try
        {
            await (accepted
                ? stream.AuthenticateAsServerAsync(handshake.Server(), bound.Token)
                : stream.AuthenticateAsClientAsync(handshake.Client(""), bound.Token));
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            var reason = handshake.Refusal
                ?? (timeout.IsCancellationRequested ? "the handshake took too long" : context.ConnectionClosed.IsCancellationRequested ? "the peer hung up during the handshake" : $"no TLS handshake: {fault.Message}");
            refusals.Report(context, accepted ? "tls" : "tls-dial", reason);
            throw new ConnectionAbortedException($"TLS with {context.RemoteEndPoint}: {reason}", fault);
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
