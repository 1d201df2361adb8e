using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Calls;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>A download is complete and right, or leaves nothing behind.</summary>
public sealed class VersionDownloadTests : IDisposable
{
    private const int Length = (2 << 20) + 17;

    private static readonly GrainCaller Caller = new("alice", TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("fed-test-").FullName;
    private readonly byte[] _content = [.. Enumerable.Range(0, Length).Select(i => (byte)(i * 31))];

    [Fact]
    public async Task Pieces_make_the_file_that_the_version_names()
    {
        var target = Path.Combine(_folder, "model.onnx");

        var file = await VersionDownload.ToFileAsync(Caller, new Source(_content, _content), "digits v1", ArtifactKind.Onnx, target, CancellationToken.None);

        Assert.Equal(_content, await File.ReadAllBytesAsync(target, CancellationToken.None));
        Assert.Equal(Length, file.Length);
        Assert.Single(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task Bytes_of_another_digest_are_refused_and_the_file_that_was_there_stays()
    {
        var target = Path.Combine(_folder, "model.onnx");
        await File.WriteAllTextAsync(target, "before", CancellationToken.None);
        var altered = _content.ToArray();
        altered[Length / 2] ^= 1;

        var refused = await Assert.ThrowsAsync<FederationException>(
            () => VersionDownload.ToFileAsync(Caller, new Source(_content, altered), "digits v1", ArtifactKind.Onnx, target, CancellationToken.None));

        Assert.Equal("FED2006", refused.Code);
        Assert.Equal("before", await File.ReadAllTextAsync(target, CancellationToken.None));
        Assert.Single(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task A_file_that_ends_early_is_refused()
    {
        using var stream = new MemoryStream();

        var refused = await Assert.ThrowsAsync<FederationException>(
            () => VersionDownload.ToStreamAsync(Caller, new Source(_content, _content[..(1 << 20)]), "digits v1", ArtifactKind.Onnx, stream, CancellationToken.None));

        Assert.Equal("FED2006", refused.Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A version that names one content and may serve another: what a damaged disk or a broken silo would do.</summary>
    private sealed class Source(byte[] named, byte[] served) : IModelVersionGrain
    {
        public Task<VersionView> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException("A download asks for no provenance.");

        public Task<ArtifactRef> GetFileAsync(ArtifactKind kind, CancellationToken cancellationToken) =>
            Task.FromResult(new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(named)), named.Length));

        public Task<byte[]> ReadAsync(ArtifactKind kind, long offset, int length, CancellationToken cancellationToken) =>
            Task.FromResult(offset >= served.Length ? [] : served[(int)offset..(int)Math.Min(offset + length, served.Length)]);
    }
}
