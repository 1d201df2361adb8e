using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Output;

namespace OrleansFederation.Cluster;

/// <summary>Writes the files of a trial cluster on one machine.</summary>
internal sealed class ClusterInitCommand : FedCommand
{
    private static readonly string[] UsualSites = ["north", "south"];

    private readonly Argument<string> _folder = new("DIR") { Description = "A new or empty folder." };
    private readonly Option<string[]> _site = new("--site") { Description = "The sites, one silo each; north and south where none is given.", HelpName = "SITE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _siloPort = Port("--silo-port", "The first of the ports for other silos.", 11111);
    private readonly Option<int> _gatewayPort = Port("--gateway-port", "The port for clients.", 30000);
    private readonly Option<int> _httpPort = Port("--http-port", "The first of the ports of health, metrics and artifacts.", 8080);

    public ClusterInitCommand()
        : base("init", "Writes the files of a trial cluster on this machine: settings and certificates of each silo, a certificate for you, and a spec to begin with.", "fed cluster init trial --site north --site south")
    {
        Add(_folder);
        Add(_site);
        Add(_siloPort);
        Add(_gatewayPort);
        Add(_httpPort);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var sites = context.Get(_site) is { Length: > 0 } given ? given : UsualSites;
        Problem[] problems =
        [
            .. sites.Where(site => !Names.IsValid(site) || site is TrialCluster.Coordinator or TrialCluster.Me)
                .Select(site => FederationErrors.InvalidName.At("--site", $"'{site}' cannot be the name of a site here")),
            .. sites.GroupBy(site => site, StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => FederationErrors.InvalidName.At("--site", $"'{same.Key}' is named twice")),
        ];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }

        var cluster = new TrialCluster(Path.GetFullPath(context.Get(_folder)), sites, context.Get(_siloPort), context.Get(_gatewayPort), context.Get(_httpPort), context.Settings.Principal, context.Host.Clock);
        var files = cluster.Write();
        context.Terminal.Show(
            () => Block.Of(files.Select(file => Line.Of(Path.Combine(context.Get(_folder), file)))),
            () => new JsonObject { ["folder"] = cluster.Folder, ["gateway"] = cluster.Gateway, ["tls"] = Path.Combine(cluster.Folder, TrialCluster.Me), ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
        context.Terminal.Say($"Set FED_POSTGRES, run `fed silo migrate`, and start each silo: fed silo run --config {Path.Combine(context.Get(_folder), files[0])}");
        return Task.FromResult(ExitCodes.Ok);
    }

    private static Option<int> Port(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "PORT", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var port) && port is < 1 or > 65000)
            {
                result.AddError($"`{token.Value}` is no port between 1 and 65000");
            }
        });
        return option;
    }
}
