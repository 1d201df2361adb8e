using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansFederation.Connections;

namespace OrleansFederation.Doctor;

/// <summary>Looks whether the gateways of a cluster are found and answer.</summary>
internal static class GatewayChecks
{
    private const string Name = "gateway";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(3);

    /// <summary>The checks, one a gateway.</summary>
    public static IEnumerable<Check> Of(IReadOnlyList<string> gateways, TimeProvider clock) =>
        gateways.Select(gateway => new Check(Name, cancellationToken => LookAsync(gateway, clock, cancellationToken)));

    private static async Task<Finding> LookAsync(string gateway, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!TryRead(gateway, out var host, out var port))
        {
            return new(Name, Verdict.Fail, $"'{gateway}' is not HOST:PORT", "Write it as 10.0.0.5:30000 or fed.example:30000.");
        }

        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException exception)
        {
            return new(Name, Verdict.Fail, $"{gateway}: the name does not resolve: {exception.Message}", "Correct the name, or give the gateway's address.");
        }

        List<string> silent = [];
        foreach (var address in addresses)
        {
            var began = clock.GetTimestamp();
            if (await KnockAsync(new(address, port), clock, cancellationToken) is { } cause)
            {
                silent.Add($"{address}: {cause}");
            }
            else if (silent.Count == 0)
            {
                return Finding.Ok(Name, string.Create(CultureInfo.InvariantCulture, $"{gateway} answers ({clock.GetElapsedTime(began).TotalMilliseconds:0} ms)"));
            }
        }

        return new(
            Name, silent.Count == addresses.Length ? Verdict.Fail : Verdict.Warn, $"{gateway}: {string.Join(", ", silent)}",
            "Start a silo there, or check its gateway port (FED_SILO__GATEWAYPORT) and the firewall between.");
    }

    private static async Task<string?> KnockAsync(IPEndPoint gateway, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Within, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using var socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(gateway, both.Token);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Within.TotalSeconds:0} s";
        }
    }

    private static bool TryRead(string gateway, out string host, out int port)
    {
        if (IPEndPoint.TryParse(gateway, out var known) && known.Port != 0)
        {
            (host, port) = (known.Address.ToString(), known.Port);
            return true;
        }

        var colon = gateway.LastIndexOf(':');
        (host, port) = (colon < 0 ? gateway : gateway[..colon], ClusterAddress.DefaultPort);
        return host.Length > 0 && (colon < 0 || (int.TryParse(gateway.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535));
    }
}
