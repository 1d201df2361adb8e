using System.Globalization;
using System.Security.Cryptography;
using OrleansFederation.Naming;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Artifacts;

/// <summary>Updates as files: <c>{site}/{federation}/{round}/{client}.{attempt}.safetensors</c>. Not flushed: a lost update is trained again.</summary>
internal sealed class FileUpdateStore(string directory) : IUpdateStore
{
    public async Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(site, key);
        try
        {
            await DurableFile.WriteAsync(path, content, flush: false, cancellationToken);
        }
        catch (Exception fault)
        {
            throw StorageFailures.Wrap(fault, path);
        }

        return new(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken)
    {
        var path = PathOf(site, key);
        if (!File.Exists(path))
        {
            return null;
        }

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return content.Length == expected.Length && Convert.ToHexStringLower(SHA256.HashData(content)) == expected.Digest ? content : null;
    }

    public Task DiscardAsync(string site, string federation, int round, CancellationToken cancellationToken)
    {
        var folder = FolderOf(site, federation, round);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private string PathOf(string site, TaskKey key) =>
        Path.Combine(FolderOf(site, key.Federation, key.Round), string.Create(CultureInfo.InvariantCulture, $"{Checked(key.Client)}.{key.Attempt}.safetensors"));

    private string FolderOf(string site, string federation, int round) =>
        Path.Combine(directory, Checked(site), Checked(federation), round.ToString(CultureInfo.InvariantCulture));

    /// <summary>Names become parts of paths, so nothing else may.</summary>
    private static string Checked(string name) =>
        Names.IsValid(name) ? name : throw Errors.FederationErrors.InvalidName.Exception(name, "it cannot be part of a file name");
}
