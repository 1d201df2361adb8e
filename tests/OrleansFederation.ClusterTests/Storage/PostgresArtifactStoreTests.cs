using OrleansFederation.Artifacts;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>Artifacts in Postgres, in chunks.</summary>
public sealed class PostgresArtifactStoreTests(PostgresStorage fixture) : ArtifactStoreTests(fixture), IClassFixture<PostgresStorage>
{
    [Fact]
    public async Task A_chunk_has_one_megabyte_and_the_last_the_rest()
    {
        await WriteBlocksAsync(Bytes(5_000_000, 40), transient: false);

        var lengths = await Storage.Database.ReadAsync(Statement.Query("select octet_length(content) from artifact_chunk order by number"), static row => row.Long(0), Cancel);

        Assert.Equal([1 << 20, 1 << 20, 1 << 20, 1 << 20, 5_000_000 - (4 << 20)], lengths);
    }

    [Fact]
    public async Task A_write_that_its_process_never_finished_is_swept()
    {
        var writer = await _store.BeginAsync(transient: false, Cancel);
        await writer.WriteAsync(Bytes(6_000_000, 41), Cancel);
        _clock.Now += 2 * Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(1, removed);
        Assert.Equal(0, await NumberAsync("artifact_chunk"));
    }

    [Fact]
    public async Task A_write_that_was_swept_while_it_went_on_is_refused_with_FED2012()
    {
        await using var writer = await _store.BeginAsync(transient: false, Cancel);
        await writer.WriteAsync(Bytes(6_000_000, 42), Cancel);
        _clock.Now += 2 * Hour;
        await _store.SweepAsync(Hour, Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => writer.CompleteAsync(Cancel));

        Assert.Equal(FederationErrors.ArtifactAbandoned.Code, refusal.Code);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_write_that_goes_on_for_hours_is_not_swept()
    {
        var content = Bytes(12_000_000, 43);
        await using var writer = await _store.BeginAsync(transient: false, Cancel);
        for (var i = 0; i < 12; i++)
        {
            await writer.WriteAsync(content.AsMemory(i * 1_000_000, 1_000_000), Cancel);
            _clock.Now += Hour / 2;
            await _store.SweepAsync(Hour, Cancel);
        }

        var artifact = await writer.CompleteAsync(Cancel);

        Assert.Equal(content, (await _store.ReadAsync(artifact, Cancel)).ToArray());
    }

    [Fact]
    public async Task Two_writers_of_the_same_large_bytes_leave_one_artifact_and_no_blocks_beside_it()
    {
        var content = Bytes(6_000_000, 44);

        var artifacts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WriteBlocksAsync(content, transient: false)));

        Assert.Single(artifacts.Distinct());
        Assert.Equal((1, 6), (await CountAsync(), await NumberAsync("artifact_chunk")));
    }

    [Fact]
    public async Task Connections_that_the_server_ends_in_the_middle_of_a_write_and_a_read_are_made_again()
    {
        var content = Bytes(6_000_000, 45);
        await using var writer = await _store.BeginAsync(transient: false, Cancel);
        await writer.WriteAsync(content.AsMemory(0, 5_000_000), Cancel);
        await EndConnectionsAsync();
        await writer.WriteAsync(content.AsMemory(5_000_000), Cancel);
        var artifact = await writer.CompleteAsync(Cancel);
        await EndConnectionsAsync();

        Assert.Equal(content, (await _store.ReadAsync(artifact, Cancel)).ToArray());
    }

    [Fact]
    public async Task A_transient_artifact_that_nobody_discarded_is_swept()
    {
        await WriteBlocksAsync(Bytes(6_000_000, 46), transient: true);
        _clock.Now += 2 * Hour;

        Assert.Equal(1, await _store.SweepAsync(Hour, Cancel));
        Assert.Equal(0, await NumberAsync("artifact_transient_chunk"));
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await Storage.Database.WriteAsync([Statement.Command("truncate artifact_blob, artifact_chunk, artifact_transient, artifact_transient_chunk, artifact_reference")], Cancel);
        await base.InitializeAsync();
    }

    private protected override IArtifactStore Open(long cacheBytes) => new PostgresArtifactStore(Storage.Database, _clock, cacheBytes);

    private protected override IArtifactStore Another() => Open(cacheBytes: 0);

    private protected override Task<int> CountAsync() => NumberAsync("artifact_blob");

    private protected override Task DamageAsync() =>
        Storage.Database.WriteAsync([Statement.Command("update artifact_chunk set content = set_byte(content, 100, get_byte(content, 100) # 1)")], Cancel);

    private protected override Task CutAsync() =>
        Storage.Database.WriteAsync([Statement.Command("update artifact_chunk set content = substring(content from 1 for octet_length(content) - 1)")], Cancel);

    private async Task<int> NumberAsync(string table) =>
        (await Storage.Database.ReadAsync(Statement.Query($"select count(*) from {table}"), static row => row.Integer(0), Cancel)).Single();

    private async Task EndConnectionsAsync()
    {
        await using var connection = await Storage.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
        await command.ExecuteScalarAsync(Cancel);
    }
}
