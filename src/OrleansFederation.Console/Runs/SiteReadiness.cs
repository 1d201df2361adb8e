using OrleansFederation.Cli;
using OrleansFederation.Cluster;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Runs;

/// <summary>Waits, for a little while, until the sites of a spec have silos: those of a cluster that has just been started come one by one.</summary>
internal sealed class SiteReadiness(FederationClient client, ConsoleHost host, Terminal terminal)
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Gives the sites at which a spec trains and evaluates.</summary>
    public static IReadOnlyList<string> SitesOf(FederationSpec spec) =>
    [
        .. (spec.Clients.Listed?.Select(one => one.Site) ?? spec.Clients.Sites ?? [spec.Clients.Site])
            .Concat(spec.Evaluation.Central ? [spec.Evaluation.Site] : [])
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Waits until every site has a silo, or long enough.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="within">How long silos may take to start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WaitAsync(FederationSpec spec, TimeSpan within, CancellationToken cancellationToken)
    {
        var patience = within > LeastPatience ? within : LeastPatience;
        var began = host.Clock.GetTimestamp();
        var told = false;
        while (true)
        {
            var cluster = await client.GetClusterAsync(cancellationToken);
            string[] missing = [.. SitesOf(spec).Where(site => !IsCarried(cluster, site))];
            if (missing.Length == 0)
            {
                return;
            }

            var sites = $"{(missing.Length == 1 ? "site" : "sites")} {string.Join(", ", missing)}";
            if (host.Clock.GetElapsedTime(began) >= patience)
            {
                terminal.Say($"No silo carries {sites}: clients there cannot train.");
                return;
            }

            if (!told)
            {
                terminal.Say($"Waiting up to {patience.TotalSeconds:0} s for silos of {sites}.");
                told = true;
            }

            await Task.Delay(Pause, host.Clock, cancellationToken);
        }
    }

    private static bool IsCarried(ClusterView cluster, string site) => cluster.Silos.Any(silo =>
        silo.Standing is SiloStanding.Active && silo.Sites.Any(carried => carried == site || carried == "*"));
}
