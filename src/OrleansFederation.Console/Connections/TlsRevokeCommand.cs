using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Revokes a certificate, or writes the list of what is revoked anew.</summary>
internal sealed class TlsRevokeCommand : FedCommand
{
    private readonly Option<string> _authority = TlsSettings.Authority();
    private readonly Option<string?> _certificate = new("--certificate") { Description = "The certificate to revoke; none writes the list anew.", HelpName = "FILE" };
    private readonly Option<int> _listDays = TlsSettings.ListDays();

    public TlsRevokeCommand()
        : base("revoke", "Revokes a certificate, or renews the list of the revoked.", "fed tls revoke --authority ca --certificate a/tls.crt")
    {
        Add(_authority);
        Add(_certificate);
        Add(_listDays);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var authority = AuthorityFolder.Open(context.Get(_authority)!, context.Host.Clock);
        var (certificate, list) = (context.Get(_certificate), TimeSpan.FromDays(context.Get(_listDays)));
        if (certificate is null)
        {
            authority.Renew(list);
        }
        else
        {
            authority.Revoke(certificate, list);
        }

        var path = Path.GetFullPath(authority.ListPath);
        context.Terminal.Show(
            () => Listing.Facts(("revocation list", path), ("until", Figures.Iso(context.Host.Now + list)), ("next", "give the list to every silo and client, in place of the one they have")),
            () => new JsonObject { ["revocationList"] = path, ["nextUpdate"] = Figures.Iso(context.Host.Now + list) });
        return Task.FromResult(ExitCodes.Ok);
    }
}
