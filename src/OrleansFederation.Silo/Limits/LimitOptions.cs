using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Limits;

/// <summary>What one principal may ask of one silo. Every silo counts for itself.</summary>
public sealed class LimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Calls a second that a principal may make for long.</summary>
    [Range(0.01, 1_000_000)]
    public double CallsPerSecond { get; set; } = 200;

    /// <summary>Calls that a principal may make at one stroke after a rest.</summary>
    [Range(1, 10_000_000)]
    public double CallBurst { get; set; } = 1_000;

    /// <summary>Bytes of specs and inference inputs a second that a principal may send for long.</summary>
    [Range(1, 1e12)]
    public double BytesPerSecond { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes that a principal may send at one stroke after a rest.</summary>
    [Range(1, 1e12)]
    public double ByteBurst { get; set; } = 128 * 1024 * 1024;

    /// <summary>The most bytes of text and numbers in one request.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long RequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Calls of a principal that may run at once.</summary>
    [Range(1, 100_000)]
    public int ConcurrentCalls { get; set; } = 128;

    /// <summary>Event streams that a principal may have open at once.</summary>
    [Range(1, 100_000)]
    public int Streams { get; set; } = 32;

    /// <summary>How many principals are counted; beyond, the one that was quiet longest is forgotten.</summary>
    [Range(16, 10_000_000)]
    public int Principals { get; set; } = 10_000;

    /// <summary>Requests that may wait for one grain; beyond, callers are refused at once instead of filling the memory.</summary>
    [Range(100, 10_000_000)]
    public int QueuedRequests { get; set; } = 50_000;
}

/// <summary>Checks what the attributes say.</summary>
[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
