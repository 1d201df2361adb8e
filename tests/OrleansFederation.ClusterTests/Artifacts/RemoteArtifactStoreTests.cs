using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Storage;

namespace OrleansFederation.Artifacts;

/// <summary>A site's artifacts over real HTTP, with coordinators that break off, lie and die.</summary>
public sealed class RemoteArtifactStoreTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>, IAsyncLifetime
{
    private const string DeadUrl = "http://127.0.0.1:1";

    private readonly TemporaryFolder _folder = new();
    private readonly List<ServiceProvider> _providers = [];
    private FileArtifactStore _store = null!;
    private Coordinator _coordinator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Cache => Path.Combine(_folder["state"], "artifact-cache");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _store = new(_folder["artifacts"], fixture.Storage.Database, fixture.Clock, cacheBytes: 0);
        _coordinator = await Coordinator.StartAsync(_store);
        await File.WriteAllTextAsync(_folder["token"], "site\n", Cancel);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(6_000_000)]
    public async Task A_site_reads_what_a_coordinator_published_and_asks_once(int length)
    {
        var artifact = await _store.WriteAsync(Bytes(length), Cancel);
        var site = Open(_coordinator.Url);

        var first = await site.ReadAsync(artifact, Cancel);
        var second = await site.ReadAsync(artifact, Cancel);

        Assert.Equal(Bytes(length), first.ToArray());
        Assert.Equal(Bytes(length), second.ToArray());
        Assert.InRange(_coordinator.Requests, 0, 1);
    }

    [Fact]
    public async Task Eight_readers_of_pieces_fetch_the_artifact_once()
    {
        var artifact = await _store.WriteAsync(Bytes(6_000_000), Cancel);
        var site = Open(_coordinator.Url);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var piece = new byte[500_000];
            Assert.Equal(piece.Length, await site.ReadAsync(artifact, i * 700_000, piece, Cancel));
            Assert.Equal(Bytes(6_000_000)[(i * 700_000)..(i * 700_000 + piece.Length)], piece);
        }));

        Assert.Equal(1, _coordinator.Requests);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_was()
    {
        var artifact = await _store.WriteAsync(Bytes(6_000_000), Cancel);
        _coordinator.BreakAfter.Enqueue(2_000_000);
        _coordinator.BreakAfter.Enqueue(1_000_000);

        var content = await Open(_coordinator.Url).ReadAsync(artifact, Cancel);

        Assert.Equal(Bytes(6_000_000), content.ToArray());
        Assert.Equal(3, _coordinator.Ranges.Count);
        Assert.All(_coordinator.Ranges.Skip(1), range => Assert.DoesNotContain("bytes=0-", range, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_one_coordinator_is_dead_the_next_is_asked()
    {
        var artifact = await _store.WriteAsync(Bytes(1000), Cancel);

        var content = await Open($"{DeadUrl}, {_coordinator.Url}").ReadAsync(artifact, Cancel);

        Assert.Equal(Bytes(1000), content.ToArray());
    }

    [Fact]
    public async Task Where_no_coordinator_answers_it_is_FED2013_after_a_bounded_time()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() => Open(DeadUrl).ReadAsync(new(Samples.Digest("x"), 10), Cancel));

        Assert.Equal(FederationErrors.ArtifactsUnreachable.Code, refusal.Code);
    }

    [Fact]
    public async Task A_coordinator_that_says_nothing_is_given_up_within_its_timeout()
    {
        _coordinator.Instead = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var other = await Coordinator.StartAsync(_store);
        var artifact = await _store.WriteAsync(Bytes(1000), Cancel);

        var content = await Open($"{_coordinator.Url},{other.Url}", timeout: "00:00:00.3").ReadAsync(artifact, Cancel);

        Assert.Equal(Bytes(1000), content.ToArray());
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(6_000_000)]
    public async Task Bytes_that_do_not_match_their_digest_are_FED2006_and_not_kept(int length)
    {
        var artifact = new ArtifactRef(Samples.Digest("right"), length);
        _coordinator.Instead = async context =>
        {
            context.Response.StatusCode = 206;
            context.Response.ContentLength = length;
            context.Response.Headers.ContentRange = $"bytes 0-{length - 1}/{length}";
            await context.Response.Body.WriteAsync(Bytes(length), context.RequestAborted);
        };

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Open(_coordinator.Url).ReadAsync(artifact, Cancel));

        Assert.Equal("FED2006", refusal.Code);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task A_missing_artifact_is_FED2006_at_once()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() => Open(_coordinator.Url).ReadAsync(new(Samples.Digest("x"), 10), Cancel));

        Assert.Equal("FED2006", refusal.Code);
        Assert.Equal(1, _coordinator.Requests);
    }

    [Fact]
    public async Task A_refused_credential_is_FED2014_at_once()
    {
        var artifact = await _store.WriteAsync(Bytes(10), Cancel);
        await File.WriteAllTextAsync(_folder["token"], "consumer", Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Open(_coordinator.Url).ReadAsync(artifact, Cancel));

        Assert.Equal(FederationErrors.ArtifactRefused.Code, refusal.Code);
        Assert.Equal(1, _coordinator.Requests);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(9_000_000)]
    public async Task A_partial_sum_in_blocks_arrives_as_a_transient_artifact(int length)
    {
        var site = Open(_coordinator.Url);
        ArtifactRef artifact;
        await using (var writer = await site.BeginAsync(transient: true, Cancel))
        {
            for (var done = 0; done < length; done += 500)
            {
                await writer.WriteAsync(Bytes(length).AsMemory(done, Math.Min(length, 500)), Cancel);
                if (length > 1_000)
                {
                    await writer.WriteAsync(Bytes(length).AsMemory(done + 500), Cancel);
                    break;
                }
            }

            artifact = await writer.CompleteAsync(Cancel);
        }

        Assert.Equal(new StoredArtifact(artifact, IsTransient: true), await _store.FindAsync(artifact.Digest, Cancel));
        Assert.Equal(Bytes(length), (await _store.ReadAsync(artifact, Cancel)).ToArray());
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task The_cache_on_disk_keeps_to_its_bound_and_drops_what_was_used_longest_ago()
    {
        var site = Open(_coordinator.Url, cacheBytes: 2_500_000);
        ArtifactRef[] artifacts = [await _store.WriteAsync(Bytes(1_000_001), Cancel), await _store.WriteAsync(Bytes(1_000_002), Cancel), await _store.WriteAsync(Bytes(1_000_003), Cancel)];

        await site.ReadAsync(artifacts[0], Cancel);
        await site.ReadAsync(artifacts[1], Cancel);
        await site.ReadAsync(artifacts[0], 0, new byte[1], Cancel);
        await site.ReadAsync(artifacts[2], Cancel);

        Assert.Equal([artifacts[0].Digest, artifacts[2].Digest], Directory.GetFiles(Cache).Select(Path.GetFileName).Order(StringComparer.Ordinal).OrderBy(name => name == artifacts[2].Digest));
    }

    [Fact]
    public async Task What_is_larger_than_the_cache_is_read_through()
    {
        var artifact = await _store.WriteAsync(Bytes(3_000_000), Cancel);
        var site = Open(_coordinator.Url, cacheBytes: 1_000_000);
        var piece = new byte[1000];

        var read = await site.ReadAsync(artifact, 2_000_000, piece, Cancel);

        Assert.Equal(Bytes(3_000_000).AsSpan(2_000_000, 1000), piece.AsSpan(0, read));
        Assert.Equal(Bytes(3_000_000), (await site.ReadAsync(artifact, Cancel)).ToArray());
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task A_file_of_the_cache_that_went_bad_is_found_out_and_fetched_again()
    {
        var artifact = await _store.WriteAsync(Bytes(1000), Cancel);
        await Open(_coordinator.Url).ReadAsync(artifact, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(Cache, artifact.Digest), new byte[1000], Cancel);
        var site = Open(_coordinator.Url);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => site.ReadAsync(artifact, Cancel));

        Assert.Equal("FED2006", refusal.Code);
        Assert.Equal(Bytes(1000), (await site.ReadAsync(artifact, Cancel)).ToArray());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await _coordinator.DisposeAsync();
        _folder.Dispose();
    }

    private IArtifactStore Open(string urls, long cacheBytes = 1L << 30, string timeout = "00:00:20")
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Artifacts:Url"] = urls,
                ["Artifacts:Credential"] = _folder["token"],
                ["Artifacts:CacheBytes"] = cacheBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Artifacts:MemoryBytes"] = "0",
                ["Artifacts:Timeout"] = timeout,
            }).Build())
            .AddRemoteArtifacts(_folder["state"])
            .BuildServiceProvider();
        _providers.Add(services);
        return services.GetRequiredService<IArtifactStore>();
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + (i >> 9)))];
}
