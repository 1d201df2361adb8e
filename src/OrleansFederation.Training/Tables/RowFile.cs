using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>
/// A file of rows of equal length. A file of moderate size is mapped into memory, which is the fastest; of a larger one every row is read
/// when it is asked for, since pages that were touched count as the process's memory, and shuffled training touches all of them.
/// </summary>
internal sealed class RowFile
{
    /// <summary>The bytes before the first row: a mark, the length of a row, the number of rows, the length of the summary behind the rows.</summary>
    internal const int HeaderLength = 64;

    /// <summary>The mark at the beginning.</summary>
    internal const ulong Mark = 0x31_30_53_57_4F_52_46_4F;

    /// <summary>The largest file that is mapped, in bytes.</summary>
    internal const long LargestMapped = 128L << 20;

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly string _path;

    private RowFile(string path, SafeFileHandle file, MemoryMappedViewAccessor? view, Header header, DataSummary summary) =>
        (_path, _file, _view, Stride, Count, Summary) = (path, file, view, header.Stride, (int)header.Count, summary);

    /// <summary>The bytes of a row.</summary>
    public int Stride { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>What its reading found.</summary>
    public DataSummary Summary { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="largestMapped">The largest file to map.</param>
    /// <returns>The file; null where there is none, or one that was not finished.</returns>
    public static RowFile? Open(string path, long largestMapped = LargestMapped)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // It stays readable while it is used, also after it was removed to make room for others.
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (Header.Read(file, length) is not { } header)
            {
                file.Dispose();
                return null;
            }

            var json = new byte[header.SummaryLength];
            Fill(file, json, header.End, path);
            return new(path, file, length <= largestMapped ? Map(file, length) : null, header, JsonSerializer.Deserialize<DataSummary>(json)!);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a piece of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="offset">Where the piece begins in it, in bytes.</param>
    /// <param name="destination">Room for the piece.</param>
    /// <exception cref="FederationException">FED2018 where the file was cut off while it was used.</exception>
    public void Read<T>(int row, int offset, Span<T> destination) where T : unmanaged
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)Place(row, offset), destination);
        }
        else if (!ReadAhead.OfThread.TryRead(_file, row, Place(row, offset), MemoryMarshal.AsBytes(destination)))
        {
            Fill(_file, MemoryMarshal.AsBytes(destination), Place(row, offset), _path);
        }
    }

    /// <summary>Reads one value of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="offset">Where it stands in it, in bytes.</param>
    /// <exception cref="FederationException">FED2018 where the file was cut off while it was used.</exception>
    public T Read<T>(int row, int offset) where T : unmanaged
    {
        T value = default;
        Read(row, offset, MemoryMarshal.CreateSpan(ref value, 1));
        return value;
    }

    private long Place(int row, int offset) => HeaderLength + ((long)row * Stride) + offset;

    private static MemoryMappedViewAccessor Map(SafeFileHandle file, long length)
    {
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
    }

    private static void Fill(SafeFileHandle file, Span<byte> destination, long place, string path)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, place);
            if (read == 0)
            {
                throw FederationErrors.CacheUnusable.Exception(path, "it ends before the rows that it should have: it was cut off while it was used");
            }

            destination = destination[read..];
            place += read;
        }
    }

    private sealed record Header(int Stride, long Count, int SummaryLength)
    {
        public long End => HeaderLength + (Stride * Count);

        // A file that was not finished has no header, or is not as long as its header says.
        public static Header? Read(SafeFileHandle file, long length)
        {
            var bytes = new byte[HeaderLength];
            if (length < HeaderLength || RandomAccess.Read(file, bytes, 0) < HeaderLength || BitConverter.ToUInt64(bytes, 0) != Mark)
            {
                return null;
            }

            Header header = new(BitConverter.ToInt32(bytes, 8), BitConverter.ToInt64(bytes, 16), BitConverter.ToInt32(bytes, 24));
            return header.Stride > 0 && header.Count is >= 0 and <= int.MaxValue && header.SummaryLength >= 0 && header.End + header.SummaryLength == length ? header : null;
        }
    }
}
