using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Issues a token, with the issuer's key at hand and no cluster asked.</summary>
internal sealed class TokenIssueCommand : FedCommand
{
    private readonly Option<string> _key = new("--key") { Description = "The issuer's private key, as fed token key makes it.", HelpName = "FILE", Required = true };
    private readonly Option<string> _name = new("--name") { Description = "Who gets it.", HelpName = "NAME", Required = true };
    private readonly Option<string> _role = new("--role")
    {
        Description = $"What the holder is, separated by commas: {string.Join(", ", RoleNames.All)}.",
        HelpName = "ROLES",
        Required = true,
    };

    private readonly Option<string?> _site = new("--site") { Description = "The site, for the role site.", HelpName = "SITE" };
    private readonly Option<string> _cluster = new("--cluster")
    {
        Description = "The cluster that it is for.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ClusterAddress.DefaultName,
    };

    private readonly Option<string> _for = Lifetime.Option("--for", "How long it is valid", "12h");

    public TokenIssueCommand()
        : base("issue", "Issues a token for a cluster with an issuer of its own.", "fed token issue --key issuer.pem --name alice --role operator --for 12h")
    {
        _role.CompletionSources.Add([.. RoleNames.All]);
        Add(_key);
        Add(_name);
        Add(_role);
        Add(_site);
        Add(_cluster);
        Add(_for);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (name, site, roles) = (context.Get(_name)!, context.Get(_site), Read(context.Get(_role)!));
        if (roles.HasFlag(Roles.Site) != (site is not null) || (site is not null && !Names.IsValid(site)))
        {
            throw FederationErrors.Usage.Exception("--site", "a token of the role site names a site, and no other does", "Give --role site --site NAME.");
        }

        if (name.Length > 200 || name.Any(char.IsControl) || name.StartsWith(TokenIssuer.SitePrefix, StringComparison.Ordinal))
        {
            throw FederationErrors.Usage.Exception("--name", "the name is too long, has control characters, or is one of a site's own", "Give another name.");
        }

        var (now, life) = (context.Host.Now, Lifetime.Read(context.Get(_for)!)!.Value);
        using var key = KeyFile.ReadPrivate(context.Get(_key)!);
        var token = TokenIssuer.Issue(key, context.Get(_cluster)!, name, roles, site, now, life);
        context.Terminal.Show(
            () => Block.Of(Line.Of(token)),
            () => new JsonObject { ["token"] = token, ["name"] = name, ["until"] = Figures.Iso(now + life) });
        context.Terminal.Say($"For {name}, as {string.Join(", ", RoleNames.Of(roles))}, until {Figures.Iso(now + life)}. Whoever has it may use it.");
        return Task.FromResult(ExitCodes.Ok);
    }

    private static Roles Read(string words) => words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(word => RoleNames.Read(word) ?? throw FederationErrors.Usage.Exception(
            "--role", $"`{word}` is no role", $"Write some of {string.Join(", ", RoleNames.All)}, separated by commas."))
        .Aggregate(Roles.None, (all, role) => all | role);
}
