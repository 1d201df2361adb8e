using System.Data.Common;
using System.Globalization;
using OrleansFederation.Health;
using OrleansFederation.Hosting;
using OrleansFederation.Storage;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Doctor;

/// <summary>Looks at this process: version, clock, database, disk, certificate, thread pool.</summary>
internal sealed class SiloSelf(SiloOptions options, ISiloStorage storage, CertificateDates certificate, Heartbeat heart, TimeProvider clock) : ISiloSelf
{
    private static readonly TimeSpan DatabaseWithin = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<SiloFacts> LookAsync(CancellationToken cancellationToken)
    {
        var disk = new DriveInfo(options.State);
        var (schema, ahead) = await DatabaseAsync(cancellationToken);
        return new()
        {
            Version = BuildVersion.Text,
            At = clock.GetUtcNow(),
            Schema = schema,
            DatabaseAhead = ahead,
            DiskFree = disk.AvailableFreeSpace,
            DiskSize = disk.TotalSize,
            CertificateUntil = certificate.Until,
            PoolDelay = Math.Max(heart.Delay.TotalSeconds, heart.Owed.TotalSeconds),
        };
    }

    private async Task<(long? Schema, double? Ahead)> DatabaseAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(DatabaseWithin, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await using var connection = await storage.DataSource.OpenConnectionAsync(both.Token).AsTask().WaitAsync(both.Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "select max(number), clock_timestamp() from schema_version";
            var asked = clock.GetUtcNow();
            await using var reader = await command.ExecuteReaderAsync(both.Token).WaitAsync(both.Token);
            await reader.ReadAsync(both.Token);

            // The database looked at its clock at some moment of the question: half its time is the best guess.
            var middle = asked + ((clock.GetUtcNow() - asked) / 2);
            var there = await reader.GetFieldValueAsync<DateTimeOffset>(1, both.Token);
            return (Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), (there - middle).TotalSeconds);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null);
        }
    }
}
