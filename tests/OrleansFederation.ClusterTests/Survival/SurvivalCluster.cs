using System.Diagnostics;
using Npgsql;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Survival;

/// <summary>
/// Two coordinators and two sites' silos over a Postgres of their own, which tests disturb. It stays alive from test to test: only what
/// died is started again. What became of federations is read from the rows, since any silo may be away.
/// </summary>
public sealed class SurvivalCluster : IAsyncLifetime
{
    internal static readonly string[] Coordinators = ["one", "two"];
    internal static readonly string[] Sites = ["north", "south"];
    internal static readonly string[] Silos = [.. Coordinators, .. Sites];

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _mending = new(1, 1);
    private PrivatePostgres? _postgres;
    private ChildCluster? _cluster;
    private string? _absence;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        (_postgres, _absence) = await PrivatePostgres.StartAsync(TestContext.Current.CancellationToken);
        if (_postgres is null)
        {
            return;
        }

        await using (var connection = new NpgsqlConnection(_postgres.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("create database survival", connection);
            await command.ExecuteNonQueryAsync();
        }

        _cluster = await ChildCluster.CreateAsync(new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = "survival" }.ConnectionString);
        _cluster.Set("FED_LOGGING__LOGLEVEL__ORLEANS", "Warning");
        _cluster.Set("FED_LOGGING__LOGLEVEL__ORLEANSFEDERATION", "Debug");
        _cluster.Set("FED_LOGGING__LOGLEVEL__POLLY", "Warning");
        await Task.WhenAll([
            .. Coordinators.Select(name => _cluster.StartCoordinatorAsync(name)),
            .. Sites.Select(name => _cluster.StartSiteAsync(name, name)),
        ]);
    }

    internal ChildSilo this[string silo] => Cluster.Silos[silo];

    private ChildCluster Cluster
    {
        get
        {
            PostgresServer.Demand(_absence);
            return _cluster!;
        }
    }

    /// <summary>Starts a federation: the only thing that a person does.</summary>
    internal async Task StartAsync(string spec)
    {
        var client = await ConnectAsync();
        Assert.Empty((await client.StartAsync(spec, TestContext.Current.CancellationToken)).Problems);
    }

    internal Task<FederationClient> ConnectAsync() => Cluster.ConnectAsync("owner", [.. Coordinators.Select(name => this[name]).Where(silo => silo.IsRunning)]);

    /// <summary>Does something to the cluster and mends it.</summary>
    internal async Task DisturbAsync(Disturbance disturbance)
    {
        switch (disturbance.Kind)
        {
            case DisturbanceKind.Kill or DisturbanceKind.Freeze or DisturbanceKind.Terminate:
                if (await StrikeAsync(disturbance.Kind, disturbance.Silo!))
                {
                    await PauseAsync(disturbance.For);
                    await ThawAsync(disturbance.Kind, disturbance.Silo!);
                }

                break;
            case DisturbanceKind.RestartDatabase:
                await _postgres!.RestartAsync(disturbance.Mode, disturbance.For, TestContext.Current.CancellationToken);
                break;
            default:
                await ReadAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()", row => row.GetInt64(0));
                break;
        }

        await MendAsync();
    }

    /// <summary>Kills, freezes or stops a silo; gives false where it has ended already, declared dead while an overloaded machine did not let it answer.</summary>
    internal async Task<bool> StrikeAsync(DisturbanceKind kind, string name)
    {
        var silo = this[name];
        if (!silo.IsRunning)
        {
            return false;
        }

        await (kind switch
        {
            DisturbanceKind.Kill => silo.KillAsync(),
            DisturbanceKind.Freeze => silo.FreezeAsync(),
            _ => silo.TerminateAsync(),
        });
        return true;
    }

    /// <summary>Lets a frozen silo go on.</summary>
    internal Task ThawAsync(DisturbanceKind kind, string name) => kind == DisturbanceKind.Freeze && this[name].IsRunning ? this[name].ThawAsync() : Task.CompletedTask;

    /// <summary>Starts again what has ended, as a supervisor does.</summary>
    internal async Task MendAsync()
    {
        await _mending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await Task.WhenAll(Silos.Select(name => this[name]).Where(silo => !silo.IsRunning).Select(StartAgainAsync));
        }
        finally
        {
            _mending.Release();
        }
    }

    private static async Task StartAgainAsync(ChildSilo silo)
    {
        // A database that restarts may turn a silo away that starts at the same moment: a supervisor tries again.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await silo.StartAsync(TestContext.Current.CancellationToken);
                return;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                await PauseAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>Lets nobody write to a table until the connection is disposed of.</summary>
    internal async Task<NpgsqlConnection> HoldAsync(string table)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Cluster.Database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Texts of these tests.
        await using var command = new NpgsqlCommand($"begin; lock table {table} in exclusive mode", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>The coordinator that drives the last round of a federation.</summary>
    internal string DriverOf(FederationRecord record) => Coordinators.Single(silo => record.Rounds[^1].Silo.Contains($":{this[silo].SiloPort}@", StringComparison.Ordinal));

    /// <summary>Reads rows; while the database is away, again.</summary>
    internal async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Cluster.Database) { Pooling = false }.ConnectionString);
                await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Texts of these tests.
                await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
                await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
                List<T> rows = [];
                while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
            catch (NpgsqlException) when (attempt < 100)
            {
                await PauseAsync(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    /// <summary>Waits until something is so, and says how long it took.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">Where it was not so in time: what was awaited, how it stands, and the ends of all logs.</exception>
    internal async Task<TimeSpan> WaitAsync(string what, Func<Task<bool>> isSo, TimeSpan within, Func<string?>? state = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        while (!await isSo())
        {
            if (watch.Elapsed > within)
            {
                Assert.Fail($"{what}: not within {within}. {state?.Invoke()}\n{Tails()}");
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }

    internal string Tails() => string.Join('\n', Silos.Select(name => this[name].Tail(150)));

    /// <summary>Lets time pass in which something lasts that is done to the cluster; nothing is awaited by it.</summary>
    internal static async Task PauseAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(time, TimeProvider.System);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            if (Environment.GetEnvironmentVariable("FED_SURVIVAL_LOGS") is { Length: > 0 } folder)
            {
                foreach (var silo in _cluster.Silos.Values)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, silo.Name + ".log"), silo.Tail(int.MaxValue));
                }
            }

            await _cluster.DisposeAsync();
        }

        _mending.Dispose();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
