using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>A gateway as people write it.</summary>
/// <param name="Host">A name or an IP address.</param>
/// <param name="Port">The port.</param>
internal sealed record GatewayAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, or a host alone, which means the usual port.</summary>
    /// <returns>The address; null where the text is none.</returns>
    public static GatewayAddress? Read(string text)
    {
        if (IPEndPoint.TryParse(text, out var known) && (known.Port != 0 || IPAddress.TryParse(text, out _)))
        {
            return new(known.Address.ToString(), known.Port == 0 ? ClusterAddress.DefaultPort : known.Port);
        }

        var colon = text.LastIndexOf(':');
        var port = ClusterAddress.DefaultPort;
        var host = colon < 0 ? text : text[..colon];
        return Uri.CheckHostName(host) is not UriHostNameType.Dns
            || (colon >= 0 && !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
            || port is < 1 or > 65535
                ? null
                : new(host, port);
    }

    /// <summary>Finds the endpoints that a gateway's name stands for.</summary>
    /// <exception cref="FederationException">FED2041 where the text is no address or its name does not resolve.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(string gateway, CancellationToken cancellationToken)
    {
        var (host, port) = Read(gateway)
            ?? throw FederationErrors.ClusterUnreachable.Exception($"gateway '{gateway}'", "it is not HOST:PORT", "Write it as 10.0.0.5:30000 or fed.example:30000.");
        if (IPAddress.TryParse(host, out var address))
        {
            return [new(address, port)];
        }

        try
        {
            return [.. (await Dns.GetHostAddressesAsync(host, cancellationToken)).Select(found => new IPEndPoint(found, port))];
        }
        catch (SocketException exception)
        {
            throw new FederationException(FederationErrors.ClusterUnreachable.At($"gateway '{gateway}'", $"its name does not resolve: {exception.Message}"), exception);
        }
    }
}
