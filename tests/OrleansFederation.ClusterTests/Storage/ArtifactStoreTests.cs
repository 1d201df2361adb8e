using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using Xunit;

namespace OrleansFederation.Storage;

/// <summary>What every artifact store must do. Each test begins with an empty store of its own.</summary>
public abstract class ArtifactStoreTests(StorageFixture fixture) : IAsyncLifetime
{
    private protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private protected readonly SettableClock _clock = new();
    private protected IArtifactStore _store = null!;

    private protected FederationStorage Storage => fixture.Storage;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract IArtifactStore Open(long cacheBytes);

    /// <summary>The store as another process has it, where several may.</summary>
    private protected virtual IArtifactStore Another() => _store;

    /// <summary>How many artifacts are kept, transient ones aside.</summary>
    private protected abstract Task<int> CountAsync();

    /// <summary>Turns a bit of the only artifact.</summary>
    private protected abstract Task DamageAsync();

    /// <summary>Takes the last bytes of the only artifact away.</summary>
    private protected abstract Task CutAsync();

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync()
    {
        _store = Open(cacheBytes: 0);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

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
    public async Task Eight_writers_of_the_same_bytes_leave_one_artifact()
    {
        var content = Bytes(200_000, 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.WriteAsync(content, Cancel)));

        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData(0, 4, 4)]
    [InlineData(6, 10, 4)]
    [InlineData(10, 4, 0)]
    [InlineData(99, 4, 0)]
    public async Task A_piece_is_read_as_far_as_there_are_bytes(long offset, int wanted, int expected)
    {
        var content = Bytes(10, 2);
        foreach (var store in (IArtifactStore[])[_store, Open(cacheBytes: 1000)])
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
    public async Task An_artifact_cut_short_is_refused_with_FED2006()
    {
        var artifact = await _store.WriteAsync(Bytes(1000, 4), Cancel);
        await CutAsync();

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
    public async Task Writing_the_right_bytes_again_mends_a_damaged_artifact()
    {
        var content = Bytes(1000, 5);
        var artifact = await _store.WriteAsync(content, Cancel);
        await DamageAsync();
        await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, Cancel));

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
    public async Task What_nobody_references_is_discarded_at_once_and_what_somebody_does_stays()
    {
        var store = Open(cacheBytes: 10_000);
        var (mine, shared) = (await store.WriteAsync(Bytes(1000, 30), Cancel), await store.WriteAsync(Bytes(1000, 31), Cancel));
        await store.ReferenceAsync([shared], "federation/mnist", Cancel);

        foreach (var artifact in (ArtifactRef[])[mine, mine, shared])
        {
            await store.DiscardAsync(artifact, Cancel);
        }

        var gone = await Assert.ThrowsAsync<FederationException>(() => store.ReadAsync(mine, Cancel));
        Assert.Equal(FederationErrors.ArtifactDamaged.Code, gone.Code);
        Assert.Equal(Bytes(1000, 31), (await store.ReadAsync(shared, Cancel)).ToArray());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task What_nobody_references_or_wants_for_an_hour_is_swept()
    {
        await _store.WriteAsync(Bytes(10, 8), Cancel);
        _clock.Now += Hour + TimeSpan.FromSeconds(1);

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(1, removed);
        Assert.Equal(0, await CountAsync());
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
        await _store.ReferenceAsync([artifact], "federation/mnist", Cancel);
        _clock.Now += 10 * Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(0, removed);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task What_a_published_version_needs_is_kept()
    {
        var parameters = await _store.WriteAsync(Bytes(10, 11), Cancel);
        await Storage.Registry.PublishAsync(Samples.Publication("m-" + Guid.NewGuid().ToString("n"), 1, parameters: parameters.Digest), Cancel);
        _clock.Now += 10 * Hour;

        var removed = await _store.SweepAsync(Hour, Cancel);

        Assert.Equal(0, removed);
    }

    [Fact]
    public async Task Missing_bytes_cannot_be_referenced()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() =>
            _store.ReferenceAsync([new ArtifactRef(Samples.Digest("nowhere"), 1)], "federation/mnist", Cancel));

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

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(6_000_000)]
    [InlineData(2 << 20)]
    [InlineData(8 << 20)]
    public async Task What_is_written_in_blocks_is_the_same_artifact(int length)
    {
        var content = Bytes(length, 20);
        var whole = new ArtifactRef(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), length);

        var artifact = await WriteBlocksAsync(content, transient: false);

        Assert.Equal(whole, artifact);
        Assert.Equal(content, (await _store.ReadAsync(artifact, Cancel)).ToArray());
        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData((1 << 20) - 5, 10)]
    [InlineData(1 << 20, 3 << 20)]
    [InlineData(4_999_990, 100)]
    public async Task A_piece_across_chunks_is_read_as_it_was_written(int offset, int wanted)
    {
        var content = Bytes(5_000_000, 21);
        var artifact = await WriteBlocksAsync(content, transient: false);
        var destination = new byte[wanted];

        var read = await _store.ReadAsync(artifact, offset, destination, Cancel);

        Assert.Equal(content.AsSpan(offset, Math.Min(wanted, content.Length - offset)), destination.AsSpan(0, read));
    }

    [Fact]
    public async Task What_is_not_completed_was_never_there()
    {
        await using (var writer = await _store.BeginAsync(transient: false, Cancel))
        {
            await writer.WriteAsync(Bytes(6_000_000, 22), Cancel);
        }

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_large_transient_artifact_is_read_in_pieces_until_it_is_discarded()
    {
        var content = Bytes(6_000_000, 23);
        var artifact = await WriteBlocksAsync(content, transient: true);
        var piece = new byte[100];

        var read = await _store.ReadAsync(artifact, 5_000_000, piece, Cancel);
        await _store.DiscardTransientAsync(artifact, Cancel);

        Assert.Equal(content.AsSpan(5_000_000, 100), piece.AsSpan(0, read));
        var gone = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(artifact, 0, piece, Cancel));
        Assert.Equal(FederationErrors.ArtifactDamaged.Code, gone.Code);
    }

    [Fact]
    public async Task What_is_stored_is_found_by_its_digest_with_its_length_and_kind()
    {
        var lasting = await _store.WriteAsync(Bytes(10, 24), Cancel);
        var transient = await _store.WriteTransientAsync(Bytes(11, 25), Cancel);

        Assert.Equal(new StoredArtifact(lasting, IsTransient: false), await _store.FindAsync(lasting.Digest, Cancel));
        Assert.Equal(new StoredArtifact(transient, IsTransient: true), await _store.FindAsync(transient.Digest, Cancel));
        Assert.Null(await _store.FindAsync(Samples.Digest("nowhere"), Cancel));
    }

    [Fact]
    public async Task Where_one_artifact_is_missing_none_is_referenced()
    {
        var there = await _store.WriteAsync(Bytes(10, 26), Cancel);
        await Assert.ThrowsAsync<FederationException>(() => _store.ReferenceAsync([there, new(Samples.Digest("nowhere"), 1)], "round/mnist/1", Cancel));
        _clock.Now += 2 * Hour;

        Assert.Equal(1, await _store.SweepAsync(Hour, Cancel));
    }

    [Fact]
    public async Task A_published_version_takes_over_from_its_round()
    {
        var model = "m-" + Guid.NewGuid().ToString("n");
        var publication = Samples.Publication(model, 1);
        var kept = await _store.WriteAsync(Bytes(10, 27), Cancel);
        await _store.ReferenceAsync([kept], Naming.GrainKeys.Round(publication.Manifest.Federation, publication.Manifest.Round), Cancel);
        _clock.Now += 2 * Hour;
        var before = await _store.SweepAsync(Hour, Cancel);

        await Storage.Registry.PublishAsync(publication, Cancel);

        Assert.Equal(0, before);
        Assert.Equal(1, await _store.SweepAsync(Hour, Cancel));
    }

    [Fact]
    public async Task What_a_round_finds_and_references_while_sweeps_run_is_there_afterwards()
    {
        var other = Another();
        for (var turn = 0; turn < 25; turn++)
        {
            byte[][] contents = [.. Enumerable.Range(0, 8).Select(i => Bytes(100, 1000 + 8 * turn + i))];
            await Task.WhenAll(contents.Select(content => _store.WriteAsync(content, Cancel)));
            _clock.Now += 2 * Hour;

            var finding = contents.Select(async (content, i) =>
            {
                var artifact = await _store.WriteAsync(content, Cancel);
                await _store.ReferenceAsync([artifact], $"round/race/{turn}-{i}", Cancel);
                return artifact;
            }).ToArray();
            await Task.WhenAll(other.SweepAsync(Hour, Cancel), other.SweepAsync(Hour, Cancel), Task.WhenAll(finding));

            _clock.Now += 2 * Hour;
            await other.SweepAsync(Hour, Cancel);
            foreach (var artifact in await Task.WhenAll(finding))
            {
                Assert.Equal(100, (await other.ReadAsync(artifact, Cancel)).Length);
            }
        }
    }

    private protected async Task<ArtifactRef> WriteBlocksAsync(byte[] content, bool transient)
    {
        await using var writer = await _store.BeginAsync(transient, Cancel);
        for (var done = 0; done < content.Length; done += 300_000)
        {
            await writer.WriteAsync(content.AsMemory(done, Math.Min(300_000, content.Length - done)), Cancel);
        }

        return await writer.CompleteAsync(Cancel);
    }

    private protected static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + (i >> 9) + (seed * 7) + (seed >> 5)))];
}
