using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Inference;

/// <summary>How a silo runs models. Runs are bounded to the processors in any case: more at once only lengthen each (p99 0.1 ms becomes 15 ms).</summary>
public sealed class InferenceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Federation:Inference";

    /// <summary>
    /// How many requests may wait for a processor before further ones are refused with FED6003; 1 to 1,000,000, by default 1,024, which a
    /// processor works off in about 50 ms with a small model.
    /// </summary>
    [Range(1, 1_000_000)]
    public int QueueLength { get; set; } = 1024;

    /// <summary>
    /// How many models stay loaded, the least recently used leaving first; 1 to 1,024, by default 8. A loaded CNN of
    /// 0.9 MB takes 9 MB of memory and 3 ms to load.
    /// </summary>
    [Range(1, 1024)]
    public int SessionsKept { get; set; } = 8;
}
