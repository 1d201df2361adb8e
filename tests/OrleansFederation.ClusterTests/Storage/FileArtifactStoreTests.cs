using OrleansFederation.Artifacts;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

/// <summary>Artifacts as files, with their references in SQLite.</summary>
public sealed class FileArtifactStoreTests(SqliteStorage fixture) : ArtifactStoreTests(fixture), IClassFixture<SqliteStorage>
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_a_dead_process_left_half_written_is_removed_at_the_start()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder["artifacts"], "tmp", "half"), Bytes(10, 1), Cancel);

        Open(cacheBytes: 0);

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder["artifacts"], "tmp")));
    }

    [Fact]
    public async Task A_write_that_was_given_up_leaves_no_file()
    {
        await using (var writer = await _store.BeginAsync(transient: false, Cancel))
        {
            await writer.WriteAsync(Bytes(6_000_000, 2), Cancel);
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder["artifacts"], "tmp")));
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    private protected override IArtifactStore Open(long cacheBytes) => new FileArtifactStore(_folder["artifacts"], Storage.Database, _clock, cacheBytes);

    private protected override Task<int> CountAsync() => Task.FromResult(Files().Length);

    private protected override async Task DamageAsync()
    {
        var file = Files().Single();
        var content = await File.ReadAllBytesAsync(file, Cancel);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, content, Cancel);
    }

    private protected override async Task CutAsync()
    {
        var file = Files().Single();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, Cancel))[..^1], Cancel);
    }

    private string[] Files() => [.. Directory.GetDirectories(_folder["artifacts"]).Where(folder => Path.GetFileName(folder) is not ("tmp" or "transient")).SelectMany(Directory.GetFiles)];
}
