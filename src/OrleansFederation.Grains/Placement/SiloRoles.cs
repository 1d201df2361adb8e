using System.Globalization;
using OrleansFederation.Clients;

namespace OrleansFederation.Placement;

/// <summary>What a silo tells the others of itself, as metadata of its membership.</summary>
internal static class SiloRoles
{
    /// <summary>The key of the roles: words with commas between them.</summary>
    public const string RoleKey = "role";

    /// <summary>The key of the sites that the silo carries: names with commas between them, or <see cref="EverySite"/>.</summary>
    public const string SitesKey = "sites";

    /// <summary>The key of the program's version.</summary>
    public const string VersionKey = "version";

    /// <summary>The key of the bytes of memory that the silo's process may use.</summary>
    public const string MemoryKey = "memory";

    /// <summary>The key of the processors that the silo's process may use.</summary>
    public const string CoresKey = "cores";

    /// <summary>The role of silos that host every grain that owns state.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>The role of silos where data is.</summary>
    public const string Site = "site";

    /// <summary>Stands for every site.</summary>
    public const string EverySite = "*";

    /// <summary>Tells whether a silo with this metadata hosts grains that own state.</summary>
    /// <param name="metadata">The metadata.</param>
    public static bool IsCoordinator(IReadOnlyDictionary<string, string> metadata) => Words(metadata, RoleKey).Contains(Coordinator, StringComparer.Ordinal);

    /// <summary>Tells whether a silo with this metadata carries a site.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="site">The site's name.</param>
    public static bool Carries(IReadOnlyDictionary<string, string> metadata, string site) =>
        Words(metadata, RoleKey).Contains(Site, StringComparer.Ordinal)
        && Words(metadata, SitesKey).Any(word => word == EverySite || word == site);

    /// <summary>Gives the roles that a silo with this metadata says it has.</summary>
    /// <param name="metadata">The metadata.</param>
    public static IReadOnlyList<string> RolesOf(IReadOnlyDictionary<string, string> metadata) => Words(metadata, RoleKey);

    /// <summary>Gives the sites that a silo with this metadata says it carries.</summary>
    /// <param name="metadata">The metadata.</param>
    public static IReadOnlyList<string> SitesOf(IReadOnlyDictionary<string, string> metadata) => Words(metadata, SitesKey);

    /// <summary>Gives what a silo with this metadata says it has to train with; null where it does not say.</summary>
    /// <param name="metadata">The metadata.</param>
    public static SiteCapacity? CapacityOf(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(MemoryKey, out var memory) && long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
        && metadata.TryGetValue(CoresKey, out var cores) && int.TryParse(cores, NumberStyles.None, CultureInfo.InvariantCulture, out var processors)
            ? new(bytes, processors)
            : null;

    /// <summary>Gives the words of a value; none where the silo does not say.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="key">The value's key.</param>
    public static string[] Words(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var words) ? words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
}
