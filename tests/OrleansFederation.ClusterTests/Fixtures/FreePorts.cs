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

    /// <summary>The next ports that nobody has bound.</summary>
    /// <param name="count">How many that follow one another.</param>
    /// <returns>The first of them.</returns>
    public static int Next(int count = 1)
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var last = Interlocked.Add(ref _last, count);
            var first = First + (int)(unchecked((uint)(last - count)) % Count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"No {count} of the ports from {First} to {First + Count - 1} in a row are free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
