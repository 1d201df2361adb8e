namespace OrleansFederation.Artifacts;

/// <summary>Writes files that are either there whole or not there.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file under a name of its own and moves it into place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="flush">Whether the bytes are on stable storage before it is moved.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, bool flush, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = File.OpenHandle(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, content.Length))
            {
                await RandomAccess.WriteAsync(file, content, 0, cancellationToken);
                if (flush)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
