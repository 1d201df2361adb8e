using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>A safetensors file on disk that is read in blocks. It is opened for each, so that there may be more files than a process may have open.</summary>
internal static class UpdateFile
{
    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FederationException">FED1043 where it cannot be read, later also where it has changed meanwhile; FED1030 where it is no safetensors file.</exception>
    public static SafetensorsBlocks Open(string path)
    {
        var (length, written) = Reading(path, () => (new FileInfo(path).Length, File.GetLastWriteTimeUtc(path)));
        return SafetensorsBlocks.Open(length, Read, path);

        void Read(long offset, Span<byte> destination)
        {
            try
            {
                using var file = File.OpenHandle(path);
                if (RandomAccess.GetLength(file) != length || File.GetLastWriteTimeUtc(file) != written)
                {
                    throw FederationErrors.InputNotFound.Exception(path, "it changed while it was read");
                }

                while (destination.Length > 0)
                {
                    var read = RandomAccess.Read(file, destination, offset);
                    if (read == 0)
                    {
                        throw FederationErrors.InputNotFound.Exception(path, "it ended while it was read");
                    }

                    offset += read;
                    destination = destination[read..];
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(path, fault);
            }
        }
    }

    private static T Reading<T>(string path, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }
    }

    private static FederationException Unreadable(string path, Exception fault) => new(FederationErrors.InputNotFound.At(path, fault.Message), fault);
}
