using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Training;

/// <summary>How many tasks a silo holds for each of its sites, waiting or running. A pool of a site's silos may be scaled by it.</summary>
internal sealed class SiteLoad : IDisposable
{
    private readonly Meter _meter = new(FederationTelemetry.Name);
    private readonly ConcurrentDictionary<string, int> _tasks = new(StringComparer.Ordinal);

    /// <summary>Shows the load of a silo's sites.</summary>
    public SiteLoad() => _meter.CreateObservableGauge(
        "federation.site.tasks",
        () => _tasks.Select(site => new Measurement<int>(site.Value, new KeyValuePair<string, object?>("site", site.Key))),
        "{task}",
        "Tasks that this silo holds for a site, waiting or running.");

    /// <summary>Counts a task that comes (1) or goes (-1).</summary>
    /// <param name="site">Its site.</param>
    /// <param name="change">By how many.</param>
    public void Change(string site, int change) => _tasks.AddOrUpdate(site, change, (_, tasks) => tasks + change);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
