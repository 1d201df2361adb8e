using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrleansFederation.Errors;

namespace OrleansFederation.Databases;

/// <summary>
/// Postgres. A list of statements travels as one batch in one round trip; the server runs a batch as one transaction. Every write of
/// the platform may be repeated, so a broken connection or a deadlock is tried again before it becomes an error: a few times where the
/// server has never answered, and for half a minute where it has, which a restart of the server does not exceed.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    private const int OldestServer = 15;

    private const int MostTries = 40;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private volatile bool _hasAnswered;

    /// <summary>Uses a database; connects when it is first asked.</summary>
    /// <param name="connectionString">Npgsql's connection string. What it does not say is set: 5 s to connect, prepared statements.</param>
    /// <param name="clock">Times the pauses between tries.</param>
    /// <exception cref="FederationException">FED2003 where the connection string is malformed.</exception>
    public PostgresDatabase(string connectionString, TimeProvider clock)
    {
        _clock = clock;
        var settings = Parse(connectionString);
        Place = $"postgres {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <inheritdoc/>
    public override string Invariant => "Npgsql";

    /// <inheritdoc/>
    public override string Dialect => "postgres";

    /// <inheritdoc/>
    public override string Place { get; }

    /// <inheritdoc/>
    public override DbDataSource DataSource => _source;

    /// <inheritdoc/>
    public override string? MigrationLock { get; } = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({Statement.LockKey("migrations")})");

    /// <inheritdoc/>
    public override string Rows(string parameter) =>
        $"(select ordinality as key, value from json_array_elements(@{parameter}) with ordinality)";

    /// <inheritdoc/>
    public override void RequireServer(DbConnection connection)
    {
        var version = ((NpgsqlConnection)connection).PostgreSqlVersion;
        if (version.Major < OldestServer)
        {
            throw FederationErrors.DatabaseUnreachable.Exception(Place, $"the server is PostgreSQL {version}, and the schema needs {OldestServer} or newer",
                $"Upgrade the server to PostgreSQL {OldestServer} or newer.");
        }
    }

    /// <inheritdoc/>
    public override bool IsMissingTable(DbException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };

    /// <inheritdoc/>
    public override FederationException? Translate(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(FederationErrors.DiskFull.At(Place, "the database server has no space left"), exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(FederationErrors.DatabaseUnreachable.At(Place, "the server has no database of this name",
            "Create the database (createdb NAME) or correct the connection string."), exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege } refused =>
            new(FederationErrors.DatabaseUnreachable.At(Place, "the server refuses this user: " + refused.MessageText), exception),
        PostgresException { SqlState: var state } server when IsOutage(state) => new(FederationErrors.DatabaseUnreachable.At(Place, server.MessageText), exception),
        PostgresException => null,
        NpgsqlException => new(FederationErrors.DatabaseUnreachable.At(Place, (exception.InnerException ?? exception).Message), exception),
        _ => null,
    };

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<T> RunAsync<T>(IReadOnlyList<Statement> statements, bool write, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var result = await RunOnceAsync(statements, start, row, cancellationToken);
                _hasAnswered = true;
                return result;
            }
            catch (NpgsqlException exception) when (exception is { IsTransient: true, SqlState: not PostgresErrorCodes.DiskFull } && MayTryAgain(attempt, began))
            {
                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], _clock, cancellationToken);
            }
            catch (NpgsqlException exception) when (Translate(exception) is { } translated)
            {
                throw translated;
            }
        }
    }

    private bool MayTryAgain(int attempt, long began) =>
        attempt < Pauses.Length || (_hasAnswered && attempt < MostTries && _clock.GetElapsedTime(began) < Patience);

    private async Task<T> RunOnceAsync<T>(IReadOnlyList<Statement> statements, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken)
    {
        var result = start();
        await using var batch = _source.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(CommandOf(statement));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);

        // The reader stops at the statements that have rows to give; the last of them ends the batch, and with it the transaction.
        for (var index = 0; index < statements.Count; index++)
        {
            if (!statements[index].ReturnsRows)
            {
                continue;
            }

            while (await reader.ReadAsync(cancellationToken))
            {
                row(result, index, reader);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        return result;
    }

    private static NpgsqlBatchCommand CommandOf(Statement statement)
    {
#pragma warning disable CA2100 // The texts are constants of this project; every value is a parameter.
        var command = new NpgsqlBatchCommand(statement.Sql);
#pragma warning restore CA2100
        foreach (var (name, kind, value) in statement.Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter(name, kind switch
            {
                ParameterKind.Text => NpgsqlDbType.Text,
                ParameterKind.Integer => NpgsqlDbType.Bigint,
                ParameterKind.Number => NpgsqlDbType.Double,
                ParameterKind.Flag => NpgsqlDbType.Boolean,
                ParameterKind.Instant => NpgsqlDbType.TimestampTz,
                ParameterKind.Bytes => NpgsqlDbType.Bytea,
                _ => NpgsqlDbType.Json,
            })
            {
                Value = value switch
                {
                    null => DBNull.Value,
                    DateTimeOffset instant => instant.UtcDateTime,
                    _ => value,
                },
            });
        }

        return command;
    }

    private static bool IsOutage(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
        || state == PostgresErrorCodes.LockNotAvailable || state == PostgresErrorCodes.QueryCanceled;

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            SetUnlessSaid(settings, "Timeout", 5);
            SetUnlessSaid(settings, "Command Timeout", 30);
            SetUnlessSaid(settings, "Max Auto Prepare", 100);
            SetUnlessSaid(settings, "Auto Prepare Min Usages", 2);
            SetUnlessSaid(settings, "No Reset On Close", true);
            SetUnlessSaid(settings, "Application Name", "fed");
            return settings.Host is { Length: > 0 } ? settings : throw new ArgumentException("no host", nameof(connectionString));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            // Npgsql's message may quote a piece of the string, and a piece of the string may be the password.
            throw FederationErrors.DatabaseUnreachable.Exception("the Postgres connection string", "it is not a list of known keys and values with a Host",
                "Write it as \"Host=…;Database=…;Username=…;Password=…\".");
        }
    }

    private static void SetUnlessSaid(NpgsqlConnectionStringBuilder settings, string key, object value)
    {
        if (!settings.ShouldSerialize(key))
        {
            settings[key] = value;
        }
    }
}
