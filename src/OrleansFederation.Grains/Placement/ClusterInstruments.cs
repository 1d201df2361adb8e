using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Placement;

/// <summary>
/// Figures of the cluster as this silo sees it: silos by status, and by site how many silos carry it. A site that was seen once stays
/// with zero when its last silo is gone, so that its absence is a figure and not a gap.
/// </summary>
internal sealed class ClusterInstruments(ISiloStatusOracle oracle, ISiloMetadataCache metadata) : IHostedService, IDisposable
{
    private static readonly (SiloStatus Status, string Word)[] Statuses =
        [(SiloStatus.Joining, "joining"), (SiloStatus.Active, "active"), (SiloStatus.ShuttingDown, "stopping"), (SiloStatus.Stopping, "stopping"), (SiloStatus.Dead, "dead")];

    private readonly Meter _meter = new(FederationTelemetry.Name);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _sites = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge("federation.silos", Silos, "{silo}", "Silos of the cluster by status, as this silo sees it.");
        _meter.CreateObservableGauge("federation.site.silos", Sites, "{silo}", "Active silos that carry a site, as this silo sees it.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _meter.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Silos()
    {
        var known = oracle.GetApproximateSiloStatuses(onlyActive: false).Values;
        return Statuses.GroupBy(pair => pair.Word, pair => pair.Status)
            .Select(word => new Measurement<int>(known.Count(word.Contains), new KeyValuePair<string, object?>("status", word.Key)));
    }

    private Measurement<int>[] Sites()
    {
        var carried = oracle.GetApproximateSiloStatuses(onlyActive: true).Keys
            .SelectMany(silo => SiloRoles.SitesOf(metadata.GetSiloMetadata(silo).Metadata)).CountBy(site => site).ToDictionary();
        lock (_lock)
        {
            _sites.UnionWith(carried.Keys);
            return [.. _sites.Select(site => new Measurement<int>(carried.GetValueOrDefault(site), new KeyValuePair<string, object?>("site", site)))];
        }
    }
}
