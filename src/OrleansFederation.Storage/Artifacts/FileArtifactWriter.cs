using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace OrleansFederation.Artifacts;

/// <summary>A file that is written block by block under a temporary name, and taken over once its digest is known.</summary>
/// <param name="temporary">The temporary name.</param>
/// <param name="flush">Whether its bytes are on stable storage before it is taken over.</param>
/// <param name="take">Takes the complete file over: moves it to its place.</param>
internal sealed class FileArtifactWriter(string temporary, bool flush, Func<ArtifactRef, CancellationToken, Task> take) : IArtifactWriter
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private SafeFileHandle? _file;
    private long _length;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            _file ??= File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            _hash.AppendData(block.Span);
            await RandomAccess.WriteAsync(_file, block, _length, cancellationToken);
            _length += block.Length;
            ArtifactInstruments.CountWritten(block.Length);
        }
        catch (Exception exception) when (exception is not DirectoryNotFoundException && FileFaults.Translate(exception, temporary) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
        var artifact = new ArtifactRef(Convert.ToHexStringLower(_hash.GetHashAndReset()), _length);
        var file = _file!;
        await Task.Run(() =>
        {
            if (flush)
            {
                RandomAccess.FlushToDisk(file);
            }

            file.Dispose();
        }, cancellationToken);
        await take(artifact, cancellationToken);
        return artifact;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_file is { } file)
        {
            file.Dispose();

            // Taken over, it is not there any more.
            AtomicFile.TryDelete(temporary);
            _file = null;
        }

        return ValueTask.CompletedTask;
    }
}
