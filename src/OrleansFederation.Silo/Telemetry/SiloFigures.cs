using System.Diagnostics.Metrics;
using OrleansFederation.Health;
using OrleansFederation.Hosting;

namespace OrleansFederation.Telemetry;

/// <summary>Figures of this silo's surroundings: its database, its disk, its certificate, its thread pool.</summary>
internal sealed class SiloFigures : BackgroundService
{
    private readonly Meter _meter = new(FederationTelemetry.Name);
    private readonly DatabaseProbe _database;
    private readonly TelemetryOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Shows the figures.</summary>
    public SiloFigures(SiloOptions silo, TelemetryOptions options, DatabaseProbe database, Heartbeat heart, Drain drain, CertificateDates certificate, TimeProvider clock)
    {
        (_database, _options, _clock) = (database, options, clock);
        var disk = new DriveInfo(silo.State);
        KeyValuePair<string, object?>[] who = [new("name", silo.Name), new("roles", silo.Roles), new("version", BuildVersion.Text)];
        _meter.CreateObservableGauge("federation.silo.info", () => new Measurement<int>(1, who), description: "What this silo is; always 1.");
        _meter.CreateObservableGauge("federation.silo.stopping", () => drain.IsStopping ? 1 : 0, description: "1 while this silo is stopping.");
        _meter.CreateObservableGauge("federation.database.reachable", () => Given(database.Reachable is { } reachable ? (reachable ? 1 : 0) : null), description: "1 while the database answers this silo, 0 while it does not.");
        _meter.CreateObservableGauge("federation.disk.free", () => disk.AvailableFreeSpace, "By", "Free space where this silo keeps its files.");
        _meter.CreateObservableGauge("federation.disk.size", () => disk.TotalSize, "By", "Size of the disk where this silo keeps its files.");
        _meter.CreateObservableGauge("federation.thread.pool.delay", () => Math.Max(heart.Delay.TotalSeconds, heart.Owed.TotalSeconds), "s", "How long work waited for a thread of the pool lately.");
        _meter.CreateObservableGauge("federation.certificate.expires", () => Given(certificate.Until?.ToUnixTimeSeconds()), "s", "When this silo's certificate ends, in seconds since 1970; absent where it has none.");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <summary>Asks the database now and then, since a figure is read without waiting.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.DatabaseCheckEvery, _clock);
        do
        {
            await _database.IsReachableAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static IEnumerable<Measurement<long>> Given(long? value) => value is { } known ? [new Measurement<long>(known)] : [];
}
