using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

/// <summary>An open storage for the tests of a class.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FederationStorage? _storage;
    private string? _absence;

    internal SettableClock Clock { get; } = new();

    /// <summary>The storage; gives up the test where its database is absent.</summary>
    internal FederationStorage Storage
    {
        get
        {
            PostgresServer.Demand(_absence);
            return _storage!;
        }
    }

    internal StorageOptions Options { get; private set; } = new("");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        (var postgres, _absence) = await DatabaseAsync();
        if (_absence is null)
        {
            Options = new StorageOptions(_folder["state"], postgres);
            _storage = await FederationStorage.OpenAsync(Options, Clock, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<(string? Postgres, string? Absence)> DatabaseAsync();
}

/// <summary>Storage on SQLite.</summary>
public sealed class SqliteStorage : StorageFixture
{
    private protected override Task<(string? Postgres, string? Absence)> DatabaseAsync() => Task.FromResult<(string?, string?)>((null, null));
}

/// <summary>Storage on Postgres.</summary>
public sealed class PostgresStorage(PostgresServer server) : StorageFixture
{
    private protected override Task<(string? Postgres, string? Absence)> DatabaseAsync() => server.TryCreateDatabaseAsync();
}
