using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Calls;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>Fetches a version's file in pieces and verifies its digest.</summary>
internal static class VersionDownload
{
    private const int Piece = 1 << 20;

    // The low words of ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and of errno ENOSPC, in which .NET reports a full disk.
    private static readonly int[] DiskFullCodes = [0x27, 0x70, 28];

    /// <summary>Writes the file to a stream.</summary>
    public static async Task<ArtifactRef> ToStreamAsync(
        GrainCaller calls, IModelVersionGrain version, string place, ArtifactKind kind, Stream destination, CancellationToken cancellationToken)
    {
        var file = await calls.RepeatableAsync(place, ct => version.GetFileAsync(kind, ct), cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = 0; offset < file.Length;)
        {
            var from = offset;
            var piece = await calls.RepeatableAsync(place, ct => version.ReadAsync(kind, from, Piece, ct), cancellationToken);
            if (piece.Length == 0)
            {
                throw FederationErrors.ArtifactDamaged.Exception(place, $"the {kind} file ends after {offset:N0} of {file.Length:N0} bytes");
            }

            hash.AppendData(piece);
            await destination.WriteAsync(piece, cancellationToken);
            offset += piece.Length;
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return digest == file.Digest
            ? file
            : throw FederationErrors.ArtifactDamaged.Exception(place, $"the {kind} file has the digest {digest}, and the version names {file.Digest}");
    }

    /// <summary>Writes the file beside its path and moves it there when it is complete and right.</summary>
    public static async Task<ArtifactRef> ToFileAsync(
        GrainCaller calls, IModelVersionGrain version, string place, ArtifactKind kind, string path, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        var partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            ArtifactRef file;
            await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, Piece, FileOptions.Asynchronous))
            {
                file = await ToStreamAsync(calls, version, place, kind, stream, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, target, overwrite: true);
            return file;
        }
        catch (IOException e) when (Array.IndexOf(DiskFullCodes, e.HResult & 0xFFFF) >= 0)
        {
            throw new FederationException(FederationErrors.DiskFull.At(target, e.Message, "Free space, or give another path."), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.FileNotWritable.At(target, e.Message), e);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }
}
