using System.CommandLine;
using OrleansFederation.Cli;

namespace OrleansFederation.Plugins;

/// <summary>The option that says where a site's approvals are.</summary>
internal static class ApprovalsOption
{
    /// <summary>Makes it.</summary>
    public static Option<string?> Make() => new("--approvals") { Description = "The site's file of approvals, where it is another than FED_APPROVALS names.", HelpName = "FILE" };

    /// <summary>The file that is meant.</summary>
    /// <param name="context">The command.</param>
    /// <param name="option">The option.</param>
    public static ApprovalFile File(CommandContext context, Option<string?> option) => new((context.Get(option) ?? context.Host.Variable("FED_APPROVALS")) is { Length: > 0 } given ? Path.GetFullPath(given) : ApprovalFile.StandardLocation);
}
