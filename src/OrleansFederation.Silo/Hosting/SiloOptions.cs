using System.ComponentModel.DataAnnotations;
using System.Net;

namespace OrleansFederation.Hosting;

/// <summary>What a silo process is, and where it is reached. Environment variables: <c>FED_SILO__NAME</c> and so on.</summary>
public sealed class SiloOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Silo";

    /// <summary>The role of silos that own the state.</summary>
    public const string CoordinatorRole = "coordinator";

    /// <summary>The role of silos where data is.</summary>
    public const string SiteRole = "site";

    /// <summary>Names the cluster: silos and clients of another cluster are not let in. Default: orleans-federation.</summary>
    [Required, RegularExpression("[a-z0-9][a-z0-9._-]{0,99}")]
    public string Cluster { get; set; } = "orleans-federation";

    /// <summary>Names the service under which grain state is kept: it must stay the same for as long as the database is used. Default: orleans-federation.</summary>
    [Required, RegularExpression("[a-z0-9][a-z0-9._-]{0,99}")]
    public string Service { get; set; } = SiloComposition.ServiceId;

    /// <summary>Names the silo among those of its cluster, for people. Default: the machine's name.</summary>
    [Required]
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>What the silo does: <c>coordinator</c>, <c>site</c>, or both with a comma between them. Default: coordinator.</summary>
    [Required]
    public string Roles { get; set; } = CoordinatorRole;

    /// <summary>The sites whose data the silo mounts, with commas between them; <c>*</c> for every site. Default: none.</summary>
    public string Sites { get; set; } = "";

    /// <summary>The address to listen on. Default: 127.0.0.1, so that nothing is open to a network before somebody says so.</summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>The address under which other silos and clients reach this one. Default: the one it listens on.</summary>
    public string? Advertise { get; set; }

    /// <summary>The port for other silos. Default: 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients; 0 opens none. Default: 30000.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The port of health, metrics and artifacts. Default: 8080.</summary>
    [Range(1, 65535)]
    public int HttpPort { get; set; } = 8080;

    /// <summary>The folder for what the silo keeps beside the database: updates in transit and cached artifacts. Default: <c>orleans-federation-silo</c> in the user's state folder.</summary>
    [Required]
    public string State { get; set; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "orleans-federation-silo");

    /// <summary>How long a stop by signal may take to hand over what runs, 1 s to 1 h. Default: 2 minutes; Kubernetes' grace period must be longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the silo owns state.</summary>
    public bool IsCoordinator => RoleList.Contains(CoordinatorRole, StringComparer.Ordinal);

    /// <summary>Whether the silo carries sites.</summary>
    public bool IsSite => RoleList.Contains(SiteRole, StringComparer.Ordinal);

    /// <summary>The roles one by one.</summary>
    public IReadOnlyList<string> RoleList => Words(Roles);

    /// <summary>The sites one by one.</summary>
    public IReadOnlyList<string> SiteList => Words(Sites);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RoleList.Count == 0 || RoleList.Except([CoordinatorRole, SiteRole]).Any())
        {
            yield return new($"{Section}:{nameof(Roles)} is '{Roles}': give coordinator, site, or coordinator,site.", [nameof(Roles)]);
        }

        if (IsSite && SiteList.Count == 0)
        {
            yield return new($"{Section}:{nameof(Sites)} is empty: a silo of the role site names the sites whose data it mounts, or *.", [nameof(Sites)]);
        }

        if (SiteList.FirstOrDefault(site => site != "*" && !Naming.Names.IsValid(site)) is { } strange)
        {
            yield return new($"{Section}:{nameof(Sites)}: '{strange}' is not a name of a-z, 0-9, dot, underscore and hyphen.", [nameof(Sites)]);
        }

        foreach (var (name, address) in ((string, string?)[])[(nameof(Listen), Listen), (nameof(Advertise), Advertise)])
        {
            if (address is { Length: > 0 } && !IPAddress.TryParse(address, out _))
            {
                yield return new($"{Section}:{name} is '{address}': give an IP address.", [name]);
            }
        }
    }

    private static string[] Words(string words) => words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
