using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Connections;

/// <summary>What one connection, one address and one port may ask of a silo, before anybody has said who they are.</summary>
public sealed class ConnectionLimitsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>The largest message at the gateway, in bytes. Default: 8 MB; the largest of ours is 1 MB.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int GatewayMessageBytes { get; set; } = 8 << 20;

    /// <summary>The largest message among silos, in bytes. Default: 16 MB.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int SiloMessageBytes { get; set; } = 16 << 20;

    /// <summary>The largest header of a message, in bytes: it holds addresses and the request's context with its token. Default: 64 KB.</summary>
    [Range(4 * 1024, 10 << 20)]
    public int HeaderBytes { get; set; } = 64 << 10;

    /// <summary>How deep the values of a message may be nested: Orleans reads them by recursion, and a stack that overflows ends the process. Default: 64.</summary>
    [Range(16, 512)]
    public int Nesting { get; set; } = 64;

    /// <summary>How long a new connection may take to say who it is, and any connection to complete a message that it has begun. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections at the silo port and at the gateway, each. Default: 2,048.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 2_048;

    /// <summary>Connections of one address at the silo port and at the gateway, each. Default: 256: many clients may stand behind one address.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; set; } = 256;

    /// <summary>Requests that may wait for one activation before further ones are refused. Default: 10,000, above the largest cohort that reports to one round.</summary>
    [Range(100, 10_000_000)]
    public int WaitingRequests { get; set; } = 10_000;

    /// <summary>The share of the processor, in percent, above which gateways turn clients away rather than queue what they cannot answer; 0 never does. Default: 0: a silo that trains uses its processors fully and is well.</summary>
    [Range(0, 100)]
    public int ShedAbovePercent { get; set; }

    /// <summary>HTTP connections. Default: 1,024.</summary>
    [Range(1, 1_000_000)]
    public int HttpConnections { get; set; } = 1_024;

    /// <summary>The largest body of an HTTP request, in bytes, where its endpoint does not say otherwise. Default: 1 MB.</summary>
    [Range(1_024, 1L << 40)]
    public long HttpRequestBytes { get; set; } = 1 << 20;

    /// <summary>How slow the body of an HTTP request may come after its first five seconds, in bytes a second. Default: 1 KB.</summary>
    [Range(1, 1 << 30)]
    public int HttpBytesPerSecond { get; set; } = 1_024;

    /// <summary>How long the headers of an HTTP request may take. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan HttpHeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class ConnectionLimitsOptionsValidator : IValidateOptions<ConnectionLimitsOptions>;
