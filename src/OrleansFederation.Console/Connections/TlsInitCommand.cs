using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Makes the authority of a cluster.</summary>
internal sealed class TlsInitCommand : FedCommand
{
    private readonly Option<string> _out = TlsSettings.Out("Where to write the authority: ca.crt, ca.key, ca.crl.");
    private readonly Option<string> _cluster = new("--cluster") { Description = "The cluster's id.", HelpName = "NAME", DefaultValueFactory = _ => "orleans-federation" };
    private readonly Option<int> _listDays = TlsSettings.ListDays();

    public TlsInitCommand() : base("init", "Makes the authority that issues a cluster's certificates.", "fed tls init --out ca")
    {
        TlsSettings.CheckName(_cluster);
        Add(_out);
        Add(_cluster);
        Add(_listDays);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var cluster = context.Get(_cluster)!;
        using var authority = AuthorityFolder.Create(context.Get(_out)!, cluster, TimeSpan.FromDays(context.Get(_listDays)), context.Host.Clock);
        context.Terminal.Show(
            () => Listing.Facts(
                ("cluster", cluster),
                ("authority", Path.GetFullPath(authority.CertificatePath)),
                ("revocation list", Path.GetFullPath(authority.ListPath)),
                ("next", $"fed tls issue --authority {context.Get(_out)} --silo NAME --role coordinator --out DIR")),
            () => new JsonObject { ["cluster"] = cluster, ["authority"] = authority.CertificatePath, ["revocationList"] = authority.ListPath });
        return Task.FromResult(ExitCodes.Ok);
    }
}
