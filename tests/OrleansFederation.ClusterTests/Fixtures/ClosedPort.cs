using System.Net;
using System.Net.Sockets;

namespace OrleansFederation.Fixtures;

/// <summary>A port of this machine at which nobody listens, kept from others for as long as it is needed: it is bound, and does not listen.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket;

    private ClosedPort(Socket socket) => _socket = socket;

    public string Gateway => _socket.LocalEndPoint!.ToString()!;

    public static ClosedPort Take()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new(socket);
    }

    public void Dispose() => _socket.Dispose();
}
