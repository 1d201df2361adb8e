using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>Revokes a site's keys.</summary>
internal sealed class SiteRevokeCommand : FedCommand
{
    private readonly Argument<string> _site = new("SITE") { Description = "The site's name." };
    private readonly Option<string?> _key = new("--key") { Description = "One key, by its id; without it all of the site.", HelpName = "ID" };

    public SiteRevokeCommand() : base("revoke", "Refuses what a site's keys sign, at once and for good.", "fed site revoke north")
    {
        Add(_site);
        Add(_key);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var keys = await session.Client.RevokeSiteAsync(context.Get(_site), context.Get(_key), cancellationToken);
        context.Terminal.List("sites", keys, () => SiteTables.List(keys, context.Host.Now), $"{context.Get(_site)} has no key that is not revoked already.");
        return ExitCodes.Ok;
    }
}
