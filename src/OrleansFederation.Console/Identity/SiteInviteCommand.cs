using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Invites a site.</summary>
internal sealed class SiteInviteCommand : FedCommand
{
    private readonly Argument<string> _site = new("SITE") { Description = "The site's name." };
    private readonly Option<string> _for = Lifetime.Option("--for", "How long the code may be used", "24h");

    public SiteInviteCommand() : base("invite", "Makes a code with which a site joins, once.", "fed site invite north")
    {
        Add(_site);
        Add(_for);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var invitation = await session.Client.InviteSiteAsync(context.Get(_site), Lifetime.Read(context.Get(_for)!)!.Value, cancellationToken);
        context.Terminal.Show(() => Block.Of(Line.Of(invitation.Code)), () => JsonForm.Of(invitation));
        context.Terminal.Say($"Valid until {Figures.Iso(invitation.Until)}, once. At the site: fed site join CODE --url https://COORDINATOR --out DIR");
        return ExitCodes.Ok;
    }
}
