using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>Connects to a port and says what it likes; for callers that no proper client would be.</summary>
internal sealed class RawCaller : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly TcpClient _socket;
    private readonly Stream _stream;

    private RawCaller(TcpClient socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects, and shakes hands where there is a certificate to show, or none.</summary>
    /// <returns>The caller; null where the other side hung up during the handshake.</returns>
    public static async Task<RawCaller?> ConnectAsync(int port, bool tls, IssuedFiles? certificate = null)
    {
        var socket = new TcpClient { NoDelay = true };
        using var bound = Within(Bound);
        await socket.ConnectAsync("127.0.0.1", port, bound.Token);
        if (!tls)
        {
            return new(socket, socket.GetStream());
        }

        var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "",
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate.Certificate, certificate.Key), null, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            }, bound.Token);
            return new(socket, stream);
        }
        catch (Exception refused) when (refused is IOException or SocketException or AuthenticationException)
        {
            await stream.DisposeAsync();
            socket.Dispose();
            return null;
        }
    }

    /// <summary>The certificate that the other side shows.</summary>
    public X509Certificate2 Shown => (X509Certificate2)((SslStream)_stream).RemoteCertificate!;

    /// <summary>Sends; false where the other side has hung up.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var bound = Within(Bound);
        try
        {
            await _stream.WriteAsync(bytes, bound.Token);
            return true;
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was first.
        }
    }

    /// <summary>Reads until the other side hangs up or a bound has passed.</summary>
    /// <returns>What it sent, and whether it hung up.</returns>
    public async Task<(byte[] Answer, bool HungUp)> ReadToEndAsync(TimeSpan within, Func<ReadOnlyMemory<byte>, bool>? enough = null)
    {
        using var bound = Within(within);
        using var answer = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, bound.Token) is > 0 and var count)
            {
                answer.Write(buffer, 0, count);
                if (enough?.Invoke(answer.ToArray()) is true)
                {
                    return (answer.ToArray(), true);
                }
            }

            return (answer.ToArray(), true);
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            return (answer.ToArray(), true);
        }
        catch (OperationCanceledException)
        {
            return (answer.ToArray(), false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Hang up hard: ten thousand polite goodbyes would leave no port free.
            _socket.LingerState = new(enable: true, 0);
            await _stream.DisposeAsync();
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            // The other side was first.
        }

        _socket.Dispose();
    }

    private static CancellationTokenSource Within(TimeSpan bound)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(bound);
        return source;
    }
}
