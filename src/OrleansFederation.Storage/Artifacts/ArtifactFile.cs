using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Reads files that hold artifacts.</summary>
internal static class ArtifactFile
{
    /// <summary>Reads a whole file and verifies its digest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="artifact">What it should hold.</param>
    /// <exception cref="FederationException">FED2006 where it is missing or damaged, FED2010 where it cannot be read.</exception>
    public static ReadOnlyMemory<byte> ReadVerified(string path, ArtifactRef artifact)
    {
        using var handle = Open(path, artifact);
        var length = RandomAccess.GetLength(handle);
        if (length != artifact.Length)
        {
            throw ArtifactNames.Damaged(path, artifact, $"it has {length} bytes instead of {artifact.Length}");
        }

        var content = GC.AllocateUninitializedArray<byte>(checked((int)length));
        var read = ReadFully(handle, 0, content);
        return read == content.Length && Convert.ToHexStringLower(SHA256.HashData(content)) == artifact.Digest
            ? content
            : throw ArtifactNames.Damaged(path, artifact, "its content does not match its SHA-256");
    }

    /// <summary>Opens a file to read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="artifact">What it should hold.</param>
    /// <exception cref="FederationException">FED2006 where it is missing, FED2010 where it cannot be read.</exception>
    public static SafeFileHandle Open(string path, ArtifactRef artifact)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path, artifact);
        }
        catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Reads until memory is full or the file ends.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <returns>The number of bytes read.</returns>
    public static int ReadFully(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length && RandomAccess.Read(handle, destination[total..], offset + total) is > 0 and var read)
        {
            total += read;
        }

        ArtifactInstruments.CountRead(total);
        return total;
    }

    /// <summary>Makes the error of a file that is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="artifact">What it should hold.</param>
    public static FederationException Missing(string path, ArtifactRef artifact) => ArtifactNames.Damaged(path, artifact, "the file is missing");
}
