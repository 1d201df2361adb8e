using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Issues a certificate.</summary>
internal sealed class TlsIssueCommand : FedCommand
{
    private const int DefaultDays = 90;
    private const string Coordinator = "coordinator";
    private const string Site = "site";

    private readonly Option<string> _authority = TlsSettings.Authority();
    private readonly Option<string?> _silo = new("--silo") { Description = "The silo that gets it.", HelpName = "NAME" };
    private readonly Option<string?> _client = new("--client") { Description = "The client program that gets it.", HelpName = "NAME" };
    private readonly Option<string[]> _role = new("--role") { Description = "A silo's role; may be given twice.", HelpName = "ROLE" };
    private readonly Option<string[]> _site = new("--site") { Description = "A site that the silo may carry; * is every site; may be repeated.", HelpName = "SITE" };
    private readonly Option<string[]> _dns = new("--dns") { Description = "A DNS name of the holder; may be repeated.", HelpName = "NAME" };
    private readonly Option<string[]> _ip = new("--ip") { Description = "An address of the holder; may be repeated.", HelpName = "IP" };
    private readonly Option<string?> _request = new("--request") { Description = "A signing request, where the holder keeps its key.", HelpName = "FILE" };
    private readonly Option<int> _days = TlsSettings.Days("--days", "Days until the certificate ends.", DefaultDays);
    private readonly Option<string> _out = TlsSettings.Out("Where to write tls.crt, tls.key, ca.crt, ca.crl.");

    public TlsIssueCommand()
        : base("issue", "Issues a certificate to a silo or a client program.", "fed tls issue --authority ca --silo a --role coordinator --out a")
    {
        _role.AcceptOnlyFromAmong(Coordinator, Site);
        TlsSettings.CheckName(_silo);
        TlsSettings.CheckName(_client);
        TlsSettings.CheckName(_site, alsoEvery: true);
        _ip.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IPAddress.TryParse(token.Value, out _)))
            {
                result.AddError($"`{token.Value}` is no IP address");
            }
        });
        foreach (var option in new Option[] { _authority, _silo, _client, _role, _site, _dns, _ip, _request, _days, _out })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            var (silo, client) = (result.GetResult(_silo) is not null, result.GetResult(_client) is not null);
            string[] roles = result.GetResult(_role) is { } role ? [.. role.Tokens.Select(token => token.Value)] : [];
            var sites = result.GetResult(_site) is not null;
            if (silo == client)
            {
                result.AddError("Name the holder: --silo NAME or --client NAME");
            }
            else if (silo && roles.Length == 0)
            {
                result.AddError("Give the silo's role: --role coordinator or --role site");
            }
            else if (client && (roles.Length > 0 || sites))
            {
                result.AddError("A client has no role and no site");
            }
            else if (silo && roles.Contains(Site) != sites)
            {
                result.AddError("--role site and --site SITE go together");
            }
        });
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var client = context.Get(_client);
        var holder = new CertificateHolder(client ?? context.Get(_silo)!)
        {
            Client = client is not null,
            Coordinator = context.Get(_role)!.Contains(Coordinator),
            Sites = context.Get(_site)!,
            DnsNames = context.Get(_dns)!,
            Addresses = [.. context.Get(_ip)!.Select(IPAddress.Parse)],
            Lifetime = TimeSpan.FromDays(context.Get(_days)),
        };
        using var authority = AuthorityFolder.Open(context.Get(_authority)!, context.Host.Clock);
        var files = authority.Issue(holder, Path.GetFullPath(context.Get(_out)!), Request(context.Get(_request)));
        context.Terminal.Show(
            () => Listing.Facts(
                ("FED_TLS__CERTIFICATE", files.Certificate),
                ("FED_TLS__KEY", files.Key),
                ("FED_TLS__AUTHORITY", files.Authority),
                ("FED_TLS__REVOCATIONLIST", files.RevocationList),
                ("until", Figures.Iso(files.NotAfter))),
            () => new JsonObject
            {
                ["certificate"] = files.Certificate,
                ["key"] = files.Key,
                ["authority"] = files.Authority,
                ["revocationList"] = files.RevocationList,
                ["notAfter"] = Figures.Iso(files.NotAfter),
            });
        return Task.FromResult(ExitCodes.Ok);
    }

    private static string? Request(string? path)
    {
        try
        {
            return path is null ? null : File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.InputNotFound.At(path!, fault.Message), fault);
        }
    }
}
