using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using Xunit;

namespace OrleansFederation.Storage;

public sealed class SqliteArtifactStoreTests(SqliteStorage fixture) : ArtifactStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresArtifactStoreTests(PostgresStorage fixture) : ArtifactStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>Artifacts as files, with their references on whatever database. Each test has a folder and a store of its own.</summary>
public abstract class ArtifactStoreTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();
    private readonly SettableClock _clock = new();
    private readonly FederationStorage _storage;
    private readonly FileArtifactStore _store;

    protected ArtifactStoreTests(StorageFixture fixture)
    {
        _storage = fixture.Storage;
        _store = Open(cacheBytes: 0);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_read_back_under_their_sha256()
    {
        var artifact = await _store.WriteAsync("abc"u8.ToArray(), Cancel);

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", artifact.Digest);
        Assert.Equal("abc"u8.ToArray(), (await _store.ReadAsync(artifact, Cancel)).ToArray());
    }

    [Fact]
    public async Task An_empty_artifact_is_one_too()
    {
        var artifact = await _store.WriteAsync(ReadOnlyMemory<byte>.Empty, Cancel);

        Assert.Equal(0, (await _store.ReadAsync(artifact, Cancel)).Length);
    }

    [Fact]
    public async Task Eight_writers_of_the_same_bytes_leave_one_file()
    {
        var content = Bytes(200_000, 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.WriteAsync(content, Cancel)));

        Assert.Single(Files());
    }

    [Theory]
    [InlineData(0, 4, 4)]
    [InlineData(6, 10, 4)]
    [InlineData(10, 4, 0)]
    [InlineData(99, 4, 0)]
    public async Task A_piece_is_read_as_far_as_there_are_bytes(long offset, int wanted, int expected)
    {
        var content = Bytes(10, 2);
        foreach (var store in (FileArtifactStore[])[_store, Open(cacheBytes: 1000)])
        {
            var artifact = await store.WriteAsync(content, Cancel);
            var destination = new byte[wanted];

            var read = await store.ReadAsync(artifact, offset, destination, Cancel);

            Assert.Equal(expected, read);
            Assert.Equal(content.Skip((int)offset).Take(wanted), destination.Take(read));
        }
    }

    [Fact]
    public async Task Damaged_bytes_are_refused_with_FED2006()
    {
        var artifact = await _store.WriteAsync(Bytes(1000, 3), Cancel);
        await DamageAsync();

        var refusal = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, Cancel));

        Assert.Equal("FED2006", refusal.Code);
    }

    [Fact]
    public async Task A_file_cut_short_is_refused_with_FED2006()
    {
        var artifact = await _store.WriteAsync(Bytes(1000, 4), Cancel);
        await File.WriteAllBytesAsync(Files().Single(), Bytes(999, 4), Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, Cancel));

        Assert.Equal("FED2006", refusal.Code);
    }

    [Fact]
    public async Task Missing_bytes_are_refused_with_FED2006_whole_and_in_pieces()
    {
        var artifact = new ArtifactRef(Samples.Digest("missing"), 10);

        var whole = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, Cancel));
        var piece = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, 0, new byte[4], Cancel));

        Assert.Equal(("FED2006", "FED2006"), (whole.Code, piece.Code));
    }

    [Fact]
    public async Task A_digest_cannot_lead_out_of_the_folder()
    {
        var artifact = new ArtifactRef("../../../../../../../../../../../../../../../../../../../etc/passwd", 10);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, Cancel));

        Assert.Equal("FED2006", refusal.Code);
    }

    [Fact]
    public async Task Writing_the_right_bytes_again_mends_a_damaged_file()
    {
        var content = Bytes(1000, 5);
        var artifact = await _store.WriteAsync(content, Cancel);
        await DamageAsync();

        await _store.WriteAsync(content, Cancel);

        Assert.Equal(content, (await _store.ReadAsync(artifact, Cancel)).ToArray());
    }

    [Fact]
    public async Task Verified_content_is_read_from_memory()
    {
        var store = Open(cacheBytes: 10_000);
        var artifact = await _store.WriteAsync(Bytes(1000, 6), Cancel);
        var first = await store.ReadAsync(artifact, Cancel);
        await DamageAsync();

        var second = await store.ReadAsync(artifact, Cancel);

        Assert.True(first.Equals(second));
    }

    [Fact]
    public async Task A_transient_artifact_is_read_until_it_is_discarded()
    {
        var store = Open(cacheBytes: 0);
        var content = Bytes(1000, 7);
        var artifact = await store.WriteTransientAsync(content, Cancel);

        var read = await store.ReadAsync(artifact, Cancel);
        await store.DiscardTransientAsync(artifact, Cancel);
        await store.DiscardTransientAsync(artifact, Cancel);

        Assert.Equal(content, read.ToArray());
        var gone = await Assert.ThrowsAsync<FederationException>(() => store.ReadAsync(artifact, Cancel));
        Assert.Equal(FederationErrors.ArtifactDamaged.Code, gone.Code);
    }

    [Fact]
    public async Task What_nobody_references_or_wants_for_an_hour_is_swept()
    {
        await _store.WriteAsync(Bytes(10, 8), Cancel);
        _clock.Now += Hour + TimeSpan.FromSeconds(1);

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(1, removed);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_was_written_or_found_within_the_hour_is_kept()
    {
        var content = Bytes(10, 9);
        await _store.WriteAsync(content, Cancel);
        _clock.Now += Hour;
        await _store.WriteAsync(content, Cancel);
        _clock.Now += Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(0, removed);
    }

    [Fact]
    public async Task What_is_referenced_is_kept()
    {
        var artifact = await _store.WriteAsync(Bytes(10, 10), Cancel);
        await _store.ReferenceAsync(artifact, "federation/mnist", Cancel);
        _clock.Now += 10 * Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(0, removed);
        Assert.Single(Files());
    }

    [Fact]
    public async Task What_a_published_version_needs_is_kept()
    {
        var parameters = await _store.WriteAsync(Bytes(10, 11), Cancel);
        await _storage.Registry.PublishAsync(Samples.Publication("m-" + Guid.NewGuid().ToString("n"), 1, parameters: parameters.Digest), Cancel);
        _clock.Now += 10 * Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(0, removed);
    }

    [Fact]
    public async Task Missing_bytes_cannot_be_referenced()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() =>
            _store.ReferenceAsync(new ArtifactRef(Samples.Digest("nowhere"), 1), "federation/mnist", Cancel));

        Assert.Equal("FED2006", refusal.Code);
    }

    [Fact]
    public async Task A_sweep_beside_writers_never_takes_what_they_have_just_written_or_found()
    {
        byte[][] contents = [.. Enumerable.Range(0, 32).Select(i => Bytes(100, 100 + i))];
        await Task.WhenAll(contents.Select(content => _store.WriteAsync(content, Cancel)));
        _clock.Now += 2 * Hour;

        var writing = contents.Select(content => _store.WriteAsync(content, Cancel)).ToArray();
        await Task.WhenAll(_store.SweepAsync(Hour, Cancel), _store.SweepAsync(Hour, Cancel), Task.WhenAll(writing));

        foreach (var artifact in await Task.WhenAll(writing))
        {
            Assert.Equal(100, (await _store.ReadAsync(artifact, Cancel)).Length);
        }
    }

    [Fact]
    public async Task What_a_dead_process_left_half_written_is_removed_at_the_start()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder["artifacts"], "tmp", "half"), Bytes(10, 1), Cancel);

        Open(cacheBytes: 0);

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder["artifacts"], "tmp")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private FileArtifactStore Open(long cacheBytes) => new(_folder["artifacts"], _storage.Database, _clock, cacheBytes);

    private static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + (seed * 7) + (seed >> 5)))];

    private string[] Files() =>
        [.. Directory.GetDirectories(_folder["artifacts"]).Where(folder => Path.GetFileName(folder) != "tmp").SelectMany(Directory.GetFiles)];

    private async Task DamageAsync()
    {
        var file = Files().Single();
        var content = await File.ReadAllBytesAsync(file, Cancel);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, content, Cancel);
    }
}
