using System.Runtime.InteropServices;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Writes whole files: under a temporary name first, then renamed, so that nobody ever sees half of one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, replacing one of the same name.</summary>
    /// <param name="temporary">Where the bytes are gathered; on the same file system.</param>
    /// <param name="path">Where they end.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="flush">Whether bytes and name are on stable storage afterwards.</param>
    /// <param name="modified">The time of modification to set.</param>
    /// <exception cref="FederationException">FED2004 where the disk is full, FED2010 where the file cannot be written.</exception>
    public static void Write(string temporary, string path, ReadOnlySpan<byte> content, bool flush, DateTimeOffset modified)
    {
        try
        {
            using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(handle, content, fileOffset: 0);
                ArtifactInstruments.CountWritten(content.Length);
                if (flush)
                {
                    RandomAccess.FlushToDisk(handle);
                }
            }

            Move(temporary, path, flush, modified);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            if (exception is not DirectoryNotFoundException && FileFaults.Translate(exception, path) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>Moves a complete file to its place, replacing one of the same name.</summary>
    /// <param name="temporary">Where it is; on the same file system.</param>
    /// <param name="path">Where it belongs.</param>
    /// <param name="flush">Whether its name is on stable storage afterwards.</param>
    /// <param name="modified">The time of modification to set.</param>
    public static void Move(string temporary, string path, bool flush, DateTimeOffset modified)
    {
        File.SetLastWriteTimeUtc(temporary, modified.UtcDateTime);
        File.Move(temporary, path, overwrite: true);
        if (flush)
        {
            FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Creates a folder and flushes its name, where it does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="flush">Whether its name is on stable storage afterwards.</param>
    /// <exception cref="FederationException">FED2004 where the disk is full, FED2010 where it cannot be created.</exception>
    public static void CreateFolder(string path, bool flush)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path);
            if (flush)
            {
                FlushFolder(Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }
    }

    // A renamed file survives a power failure only once its folder is flushed; .NET cannot open folders, so this asks the C library.
    // Windows has no such call and orders these writes itself.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened to be flushed: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (fsync(descriptor) != 0)
            {
                throw new IOException($"The folder {folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Removes a leftover, if that can be done.</summary>
    /// <param name="path">The file.</param>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The fault that is on its way to the caller says what is wrong; a leftover under a temporary name is removed at the next start.
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
