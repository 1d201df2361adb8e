using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>Lists the sites that have joined.</summary>
internal sealed class SiteListCommand() : FedCommand("list", "Lists the sites that have joined, and their keys.", "fed site list")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var keys = await session.Client.ListSitesAsync(cancellationToken);
        context.Terminal.List("sites", keys, () => SiteTables.List(keys, context.Host.Now), "No site has joined. Invite one: fed site invite SITE");
        return ExitCodes.Ok;
    }
}
