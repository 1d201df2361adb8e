using System.Buffers.Binary;
using System.IO.Compression;
using OrleansFederation.Errors;

namespace OrleansFederation.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST (LeCun, Cortes, Burges): two zero bytes, the type 8, the number of dimensions,
/// the dimensions as big-endian 32-bit integers, then the values. A name that ends in .gz is decompressed while it is read.
/// </summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 8;

    // Deflate makes at most 1,032 bytes of one, so that a header which promises more is wrong before anything is allocated.
    private const long BestRatio = 1032;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="rank">The number of dimensions that it must have.</param>
    /// <returns>The dimensions and the values, the last dimension running fastest.</returns>
    /// <exception cref="FederationException">FED1020 where it cannot be opened; FED1021 with the offset where it is malformed.</exception>
    public static (int[] Dimensions, byte[] Values) Read(string path, int rank)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            var compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, path, rank, compressed ? file.Length * BestRatio : file.Length);
        }
        catch (InvalidDataException fault)
        {
            throw new FederationException(FederationErrors.DataMalformed.At(path, $"the gzip data is damaged: {fault.Message}"), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message), fault);
        }
    }

    private static (int[] Dimensions, byte[] Values) Read(Stream stream, string path, int rank, long most)
    {
        var header = new byte[4 + 4 * rank];
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read >= 4 && (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != rank))
        {
            throw Malformed(path, 0, $"the file begins with {Convert.ToHexString(header, 0, 4)}, but an IDX file of bytes in {rank} dimension{(rank == 1 ? "" : "s")} begins with 000008{rank:X2}");
        }

        if (read < header.Length)
        {
            throw Malformed(path, read, $"the file ends within its header of {header.Length} bytes");
        }

        var dimensions = new int[rank];
        var length = 1L;
        for (var i = 0; i < rank; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (size is 0 or > int.MaxValue || length * size > Array.MaxLength)
            {
                throw Malformed(path, 4 + 4 * i, $"dimension {i} has the size {size}");
            }

            dimensions[i] = (int)size;
            length *= size;
        }

        if (length > most)
        {
            throw Malformed(path, most, $"the header promises {length} values, more than a file of this size can hold: it is cut short, or its header is wrong");
        }

        var values = GC.AllocateUninitializedArray<byte>((int)length);
        read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < length)
        {
            throw Malformed(path, header.Length + read, $"the file ends after {read} of {length} values");
        }

        return stream.ReadByte() < 0
            ? (dimensions, values)
            : throw Malformed(path, header.Length + length, $"the file goes on after the {length} values that its header promises");
    }

    private static FederationException Malformed(string path, long offset, string cause) =>
        FederationErrors.DataMalformed.Exception($"{path}, byte {offset}", cause);
}
