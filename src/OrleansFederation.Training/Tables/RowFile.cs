using System.IO.MemoryMappedFiles;
using System.Text.Json;
using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>A file of rows of equal length, mapped into memory: what is read of it is in memory only while there is room.</summary>
internal sealed class RowFile
{
    /// <summary>The bytes before the first row: a mark, the length of a row, the number of rows, the length of the summary behind the rows.</summary>
    internal const int HeaderLength = 64;

    /// <summary>The mark at the beginning.</summary>
    internal const ulong Mark = 0x31_30_53_57_4F_52_46_4F;

    private readonly MemoryMappedViewAccessor _view;

    private RowFile(MemoryMappedViewAccessor view, int stride, int count, DataSummary summary) => (_view, Stride, Count, Summary) = (view, stride, count, summary);

    /// <summary>The bytes of a row.</summary>
    public int Stride { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>What its reading found.</summary>
    public DataSummary Summary { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The file; null where there is none, or one that was not finished.</returns>
    public static RowFile? Open(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // The mapping stays while it is used, also after its file was removed to make room for others.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < HeaderLength)
        {
            return null;
        }

        using var mapping = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = mapping.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        var (stride, count, length) = (view.ReadInt32(8), view.ReadInt64(16), view.ReadInt32(24));
        var end = HeaderLength + stride * count;
        if (view.ReadUInt64(0) != Mark || stride <= 0 || count is < 0 or > int.MaxValue || length < 0 || end + length != stream.Length)
        {
            view.Dispose();
            return null;
        }

        var json = new byte[length];
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)end, json.AsSpan());
        return new(view, stride, (int)count, JsonSerializer.Deserialize<DataSummary>(json)!);
    }

    /// <summary>Reads a piece of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="offset">Where the piece begins in it, in bytes.</param>
    /// <param name="destination">Room for the piece.</param>
    public void Read<T>(int row, int offset, Span<T> destination) where T : struct =>
        _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(HeaderLength + (long)row * Stride + offset), destination);

    /// <summary>Reads one value of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="offset">Where it stands in it, in bytes.</param>
    public T Read<T>(int row, int offset) where T : struct =>
        _view.SafeMemoryMappedViewHandle.Read<T>((ulong)(HeaderLength + (long)row * Stride + offset));
}
