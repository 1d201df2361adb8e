using System.ComponentModel.DataAnnotations;
using OrleansFederation.Plugins;

namespace OrleansFederation.Isolation;

/// <summary>Tasks of a site that run in processes of their own. Environment variables: <c>FED_ISOLATION__ATONCE</c> and so on.</summary>
public sealed class IsolationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Isolation";

    /// <summary>The site's file of approvals. Default: what FED_APPROVALS names, or <c>orleans-federation/approvals.json</c> among the user's settings.</summary>
    [Required]
    public string Approvals { get; set; } = ApprovalFile.StandardLocation;

    /// <summary>How many such tasks run at once; further ones wait. Default: as many as there are processors. Each may hold as much memory as its approval allows.</summary>
    [Range(1, 1024)]
    public int AtOnce { get; set; } = Environment.ProcessorCount;

    /// <summary>Variables of the silo's environment that such tasks see, with commas between them, besides those for paths, language and .NET. Default: none, so that no secret is among them.</summary>
    public string Variables { get; set; } = "";

    /// <summary>The folder in which each task has one of its own while it runs. Default: the system's for temporary files.</summary>
    [Required]
    public string Folder { get; set; } = Path.GetTempPath();
}
