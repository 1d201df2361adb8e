using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Approves a site's key.</summary>
internal sealed class SiteApproveCommand : FedCommand
{
    private readonly Argument<string> _site = new("SITE") { Description = "The site's name." };
    private readonly Option<string?> _key = new("--key") { Description = "The key's id; needed where several wait.", HelpName = "ID" };

    public SiteApproveCommand() : base("approve", "Lets what a site's key signs be accepted, at once.", "fed site approve north")
    {
        Add(_site);
        Add(_key);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var site = context.Get(_site);
        var id = context.Get(_key) ?? PendingOf(site, await session.Client.ListSitesAsync(cancellationToken));
        var key = await session.Client.ApproveSiteAsync(site, id, cancellationToken);
        context.Terminal.Show(() => SiteTables.List([key], context.Host.Now), () => JsonForm.Of(key));
        return ExitCodes.Ok;
    }

    private static string PendingOf(string site, IReadOnlyList<SiteKeyView> keys) =>
        keys.Where(key => key.Site == site && key.State is SiteKeyState.Pending).Select(key => key.Id).ToList() switch
        {
            [var only] => only,
            [] => throw FederationErrors.SiteKeyNotFound.Exception($"site {site}", "no key of it waits for approval"),
            var several => throw FederationErrors.Usage.Exception(
                "--key", $"{several.Count} keys of {site} wait", $"Compare with what fed site join printed at the site, and name one: {string.Join(", ", several)}."),
        };
}
