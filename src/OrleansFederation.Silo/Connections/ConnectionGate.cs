using System.Net;
using Microsoft.AspNetCore.Connections;

namespace OrleansFederation.Connections;

/// <summary>A connection middleware: lets in so many connections, and so many of one address.</summary>
internal sealed class ConnectionGate(int most, int mostPerAddress, Refusals refusals)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _all;

    /// <summary>Lets a connection in for as long as the next middleware works on it.</summary>
    /// <exception cref="ConnectionAbortedException">There are too many.</exception>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var address = (context.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (Enter(address) is { } refusal)
        {
            refusals.Report(context, "count", refusal);
            throw new ConnectionAbortedException(refusal);
        }

        try
        {
            await next(context);
        }
        finally
        {
            Leave(address);
        }
    }

    private string? Enter(IPAddress address)
    {
        lock (_turn)
        {
            var count = _byAddress.GetValueOrDefault(address);
            if (_all >= most || count >= mostPerAddress)
            {
                return count >= mostPerAddress ? $"{count} connections of this address are open" : $"{_all} connections are open";
            }

            _byAddress[address] = count + 1;
            _all++;
            return null;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_turn)
        {
            _all--;
            if (--_byAddress[address] is 0)
            {
                _byAddress.Remove(address);
            }
        }
    }
}
