using System.Net;
using System.Net.Sockets;

namespace OrleansFederation.Fixtures;

/// <summary>
/// Ports for servers of tests, each given once by this process. They lie below those from which the system takes the ports of outgoing
/// connections: any of those could take a silo's port before it is bound, or while the silo restarts.
/// </summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 20_000;
    private const int Apart = 1_009;

    // Test processes side by side begin apart.
    private static int _last = unchecked(Environment.ProcessId * Apart);

    /// <summary>The next port that nobody has bound.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)(unchecked((uint)Interlocked.Increment(ref _last)) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }

        throw new InvalidOperationException($"None of the ports {First} to {First + Count - 1} is free.");
    }
}
