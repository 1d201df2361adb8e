using Npgsql;
using OrleansFederation.Fixtures;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace OrleansFederation.Fixtures;

/// <summary>
/// A Postgres for the tests: the one that <c>FED_TEST_POSTGRES</c> names, else a private one from the machine's own binaries, started
/// when the first test asks. Where there is neither, tests skip; with <c>FED_REQUIRE</c> naming <c>postgres</c> they fail.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<string> _databases = [];
    private PrivatePostgres? _private;
    private string? _administration;
    private string? _absence;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Creates an empty database of its own for the caller; gives up the test where there is no server.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var (connectionString, absence) = await TryCreateDatabaseAsync();
        Demand(absence);
        return connectionString!;
    }

    /// <summary>Creates an empty database; gives the reason where there is no server. For class fixtures, which cannot skip.</summary>
    internal async Task<(string? ConnectionString, string? Absence)> TryCreateDatabaseAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(cancel);
        try
        {
            await StartAsync(cancel);
            if (_administration is null)
            {
                return (null, _absence);
            }

            var name = "fed_test_" + Guid.NewGuid().ToString("n");
            await ExecuteAsync($"create database {name}", cancel);
            _databases.Add(name);
            return (new NpgsqlConnectionStringBuilder(_administration) { Database = name, MaxPoolSize = 20 }.ConnectionString, null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Skips or fails the running test where a server is absent.</summary>
    /// <param name="absence">Why there is none; null where there is one.</param>
    internal static void Demand(string? absence)
    {
        if (absence is null)
        {
            return;
        }

        Assert.SkipUnless(IsRequired, absence);
        Assert.Fail(absence);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_private is not null)
        {
            await _private.DisposeAsync();
            return;
        }

        foreach (var database in _databases)
        {
            await ExecuteAsync($"drop database if exists {database} with (force)", CancellationToken.None);
        }
    }

    private static bool IsRequired => (Environment.GetEnvironmentVariable("FED_REQUIRE") ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Contains("postgres", StringComparer.OrdinalIgnoreCase);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_administration is not null || _absence is not null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("FED_TEST_POSTGRES") is { Length: > 0 } given)
        {
            _administration = given;
            return;
        }

        (_private, _absence) = await PrivatePostgres.StartAsync(cancellationToken);
        _administration = _private?.ConnectionString;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_administration) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The database's name is made here of hexadecimal digits.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
