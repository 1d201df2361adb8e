using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Connections;

/// <summary>Protects the HTTP port of a silo.</summary>
public static class HttpPort
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(1);

    /// <summary>Serves HTTPS with the silo's certificate where there is one. A caller may show a certificate, which must be one of the cluster's; without one it must prove who it is by a token.</summary>
    /// <param name="listen">The port.</param>
    public static ListenOptions ConfigureHttps(this ListenOptions listen)
    {
        var ports = listen.ApplicationServices.GetRequiredService<SiloPorts>();
        if (ports.Files is { } files)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = files.Options.HandshakeTimeout,
                OnConnection = _ => new(new TlsHandshake(files, PeerRole.Caller, accepted: true).Server(optional: true)),
            });
        }

        return listen;
    }

    /// <summary>Makes a handler for requests of this silo to coordinators: over TLS as the silo where it has a certificate.</summary>
    /// <param name="services">The silo's services.</param>
    internal static HttpMessageHandler CreateHandler(IServiceProvider services) =>
        services.GetService<SiloPorts>()?.Files is { } files ? TlsHttp.CreateHandler(files) : new SocketsHttpHandler();

    /// <summary>Bounds what requests may ask of the server, by the section Limits.</summary>
    /// <param name="kestrel">The server.</param>
    public static KestrelServerOptions ApplyLimits(this KestrelServerOptions kestrel)
    {
        var ours = kestrel.ApplicationServices.GetRequiredService<IOptions<ConnectionLimitsOptions>>().Value;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = ours.HttpConnections;
        limits.MaxConcurrentUpgradedConnections = ours.HttpConnections;
        limits.MaxRequestBodySize = ours.HttpRequestBytes;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 8 << 10;
        limits.RequestHeadersTimeout = ours.HttpHeadersTimeout;
        limits.KeepAliveTimeout = IdleAtMost;
        limits.MinRequestBodyDataRate = new(ours.HttpBytesPerSecond, Grace);
        limits.MinResponseDataRate = new(ours.HttpBytesPerSecond, Grace);
        kestrel.AddServerHeader = false;
        return kestrel;
    }
}
