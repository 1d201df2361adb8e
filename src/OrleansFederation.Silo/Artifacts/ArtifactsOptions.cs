using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Artifacts;

/// <summary>How a silo moves artifacts over HTTP: what a site fetches from, and what a coordinator takes.</summary>
public sealed class ArtifactsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Artifacts";

    /// <summary>The coordinators' HTTP base addresses, separated by commas; needed at a site, which tries one after another.</summary>
    public string Url { get; set; } = "";

    /// <summary>
    /// The file with which the site shows who it is, read anew when it changes: the private key that <c>fed site join</c> made, which signs
    /// a token of ten minutes whenever one is needed, or a token that somebody renews. Empty shows nothing.
    /// </summary>
    public string Credential { get; set; } = "";

    /// <summary>The site that the key of <see cref="Credential"/> joined as. Default: the first of Silo:Sites.</summary>
    public string Site { get; set; } = "";

    /// <summary>The folder of the cache, below the state folder unless it is absolute. Default: <c>artifact-cache</c>.</summary>
    [Required]
    public string CacheFolder { get; set; } = "artifact-cache";

    /// <summary>The most bytes of the cache on disk. Default: 4 GiB, four versions of a large model. What is larger is read through, piece by piece.</summary>
    [Range(0, long.MaxValue)]
    public long CacheBytes { get; set; } = 4L << 30;

    /// <summary>The most bytes of verified artifacts in memory. Default: 64 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MemoryBytes { get; set; } = 64L << 20;

    /// <summary>How long a coordinator may be silent before the next is tried. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of an artifact that a coordinator takes. Default: 2 GiB, the largest model that there can be.</summary>
    [Range(1, long.MaxValue)]
    public long LargestBytes { get; set; } = 2L << 30;

    /// <summary>The addresses, one by one.</summary>
    internal IReadOnlyList<string> Urls => Url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
