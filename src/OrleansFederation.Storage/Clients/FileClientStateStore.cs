using System.Globalization;
using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Naming;

namespace OrleansFederation.Clients;

/// <summary>
/// States of clients as files: <c>{site}/{federation}/{client}/{round}.{name}.{update}.state</c>, each a mark, the SHA-256 of what follows,
/// and the state. Unlike updates they are flushed: nobody could make a lost one again.
/// </summary>
/// <param name="folder">The folder of all sites that this process carries.</param>
/// <param name="clock">Dates the files.</param>
internal sealed class FileClientStateStore(string folder, TimeProvider clock) : IClientStateStore
{
    private const int HeadLength = 8 + SHA256.HashSizeInBytes;
    private const int DigestDigits = 16;

    private long _written;

    private static ReadOnlySpan<byte> Magic => "FEDSTAT1"u8;

    /// <inheritdoc/>
    public Task WriteAsync(ClientStateKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return Task.Run(() =>
        {
            var file = GC.AllocateUninitializedArray<byte>(checked(HeadLength + content.Length));
            Magic.CopyTo(file);
            SHA256.HashData(content.Span, file.AsSpan(Magic.Length));
            content.Span.CopyTo(file.AsSpan(HeadLength));
            var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Interlocked.Increment(ref _written)}.tmp");
            AtomicFile.CreateFolder(Path.GetDirectoryName(path)!, flush: true);
            AtomicFile.Write(temporary, path, file, flush: true, clock.GetUtcNow());
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadAsync(ClientStateKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return Task.Run(() => Read(path, key), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SweepAsync(string site, string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken) => Task.Run(() =>
    {
        foreach (var client in clients)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = FolderOf(site, federation, client);
            try
            {
                foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path) : [])
                {
                    if (RoundOf(file) < before)
                    {
                        File.Delete(file);
                    }
                }
            }
            catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
            {
                throw translated;
            }
        }
    }, cancellationToken);

    private static ReadOnlyMemory<byte> Read(string path, ClientStateKey key)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Lost(key, $"{path} is missing");
        }
        catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }

        ArtifactInstruments.CountRead(file.Length);
        var isSound = file.Length >= HeadLength
            && file.AsSpan().StartsWith(Magic)
            && SHA256.HashData(file.AsSpan(HeadLength)).AsSpan().SequenceEqual(file.AsSpan(Magic.Length, SHA256.HashSizeInBytes));
        return isSound ? file.AsMemory(HeadLength) : throw Lost(key, $"{path} is damaged: its content does not match its SHA-256");
    }

    // What was left half-written under a temporary name begins with its round too.
    private static int RoundOf(string file) =>
        int.TryParse(Path.GetFileName(file).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var round) ? round : int.MaxValue;

    private static FederationException Lost(ClientStateKey key, string cause) => FederationErrors.ClientStateLost.Exception(
        string.Create(CultureInfo.InvariantCulture, $"client {key.Client}, {key.Name} of round {key.Round}"), cause);

    private string PathOf(ClientStateKey key) => Path.Combine(
        FolderOf(key.Site, key.Federation, key.Client),
        string.Create(CultureInfo.InvariantCulture, $"{key.Round}.{Valid(key.Name)}.{Valid(key.Update[..Math.Min(DigestDigits, key.Update.Length)])}.state"));

    private string FolderOf(string site, string federation, string client) => Path.Combine(folder, Valid(site), Valid(federation), Valid(client));

    // A valid name begins with a letter or digit and has no slash: it cannot lead out of the folder.
    private static string Valid(string name) =>
        Names.IsValid(name) ? name : throw FederationErrors.InvalidName.Exception(name ?? "(null)", "the name has characters that names may not have");
}
