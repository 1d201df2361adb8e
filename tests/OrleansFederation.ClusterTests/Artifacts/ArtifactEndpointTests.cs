using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Storage;

namespace OrleansFederation.Artifacts;

/// <summary>What a coordinator gives and takes over HTTP, and whom it refuses.</summary>
public sealed class ArtifactEndpointTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FileArtifactStore _store = null!;
    private Coordinator _coordinator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _store = new(_folder["artifacts"], fixture.Storage.Database, fixture.Clock, cacheBytes: 0);
        _coordinator = await Coordinator.StartAsync(_store, largestBytes: 5_000_000);
    }

    [Theory]
    [InlineData("site")]
    [InlineData("operator")]
    public async Task What_is_published_is_given_to_sites_and_operators(string role)
    {
        var artifact = await _store.WriteAsync(Bytes(3_000_000), Cancel);
        using var client = _coordinator.Client(role);

        var content = await client.GetByteArrayAsync("/artifacts/" + artifact.Digest, Cancel);

        Assert.Equal(Bytes(3_000_000), content);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("consumer", HttpStatusCode.Forbidden)]
    [InlineData("auditor", HttpStatusCode.Forbidden)]
    public async Task Everybody_else_is_refused_and_learns_nothing(string? role, HttpStatusCode expected)
    {
        var there = await _store.WriteAsync(Bytes(10), Cancel);
        using var client = _coordinator.Client(role);
        foreach (var digest in (string[])[there.Digest, Samples.Digest("nowhere")])
        {
            using var got = await client.GetAsync("/artifacts/" + digest, Cancel);
            using var put = await client.PutAsync($"/artifacts/{digest}?transient=true", new ByteArrayContent(Bytes(10)), Cancel);

            Assert.Equal((expected, expected), (got.StatusCode, put.StatusCode));
            Assert.Equal("FED2014", await CodeAsync(got));
        }
    }

    [Fact]
    public async Task A_site_cannot_read_another_sites_partial_sum_nor_know_of_it()
    {
        var partial = await _store.WriteTransientAsync(Bytes(10), Cancel);
        using var site = _coordinator.Client("site");
        using var manager = _coordinator.Client("operator");

        using var refused = await site.GetAsync("/artifacts/" + partial.Digest, Cancel);
        using var unknown = await site.GetAsync("/artifacts/" + Samples.Digest("nowhere"), Cancel);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (refused.StatusCode, unknown.StatusCode));
        Assert.Equal(await refused.Content.ReadAsStringAsync(Cancel), await unknown.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(Bytes(10), await manager.GetByteArrayAsync("/artifacts/" + partial.Digest, Cancel));
    }

    [Fact]
    public async Task A_site_writes_its_partial_sum_and_nothing_that_lasts()
    {
        var (content, digest) = (Bytes(3_000_000), Digest(Bytes(3_000_000)));
        using var site = _coordinator.Client("site");

        using var lasting = await site.PutAsync("/artifacts/" + digest, new ByteArrayContent(content), Cancel);
        using var transient = await site.PutAsync($"/artifacts/{digest}?transient=true", new ByteArrayContent(content), Cancel);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Created), (lasting.StatusCode, transient.StatusCode));
        Assert.Equal(new StoredArtifact(new(digest, content.Length), IsTransient: true), await _store.FindAsync(digest, Cancel));
    }

    [Fact]
    public async Task Bytes_of_another_digest_are_refused_and_not_kept()
    {
        using var site = _coordinator.Client("site");

        using var answer = await site.PutAsync($"/artifacts/{Samples.Digest("other")}?transient=true", new ByteArrayContent(Bytes(100)), Cancel);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("FED2016", await CodeAsync(answer));
        Assert.Null(await _store.FindAsync(Digest(Bytes(100)), Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_larger_than_the_bound_is_refused_whether_announced_or_not(bool announced)
    {
        var content = Bytes(5_000_001);
        using var site = _coordinator.Client("site");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/artifacts/{Digest(content)}?transient=true") { Content = new ByteArrayContent(content) };
        request.Headers.TransferEncodingChunked = !announced;

        using var answer = await site.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Null(await _store.FindAsync(Digest(content), Cancel));
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=999990-", 999_990, 2_000_010)]
    [InlineData("bytes=-5", 2_999_995, 5)]
    [InlineData("bytes=2999999-99999999", 2_999_999, 1)]
    public async Task A_range_is_given_as_it_was_asked_for(string range, int from, int length)
    {
        var artifact = await _store.WriteAsync(Bytes(3_000_000), Cancel);
        using var client = _coordinator.Client("site");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/artifacts/" + artifact.Digest);
        request.Headers.Range = RangeHeaderValue.Parse(range);

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {from}-{from + length - 1}/3000000", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Bytes(3_000_000)[from..(from + length)], await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_FED2017_and_tells_the_length()
    {
        var artifact = await _store.WriteAsync(Bytes(10), Cancel);
        using var client = _coordinator.Client("site");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/artifacts/" + artifact.Digest);
        request.Headers.Range = new(10, 20);

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "FED2017"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal("bytes */10", answer.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task HEAD_tells_the_length_without_the_bytes()
    {
        var artifact = await _store.WriteAsync(Bytes(3_000_000), Cancel);
        using var client = _coordinator.Client("site");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/artifacts/" + artifact.Digest);

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(3_000_000, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public async Task What_is_no_digest_is_no_artifact(string path)
    {
        using var client = _coordinator.Client("operator");

        using var answer = await client.GetAsync("/artifacts/" + path, Cancel);

        Assert.Equal((HttpStatusCode.NotFound, "FED2015"), (answer.StatusCode, await CodeAsync(answer)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        _folder.Dispose();
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + (i >> 9)))];

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(FederationErrors.Find(problem.RootElement.GetProperty("code").GetString()!)!.Remedy, problem.RootElement.GetProperty("remedy").GetString());
        return problem.RootElement.GetProperty("code").GetString();
    }
}
