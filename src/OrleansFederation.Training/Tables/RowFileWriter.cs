using System.Buffers.Binary;
using System.Text.Json;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Writes a <see cref="RowFile"/> under a name of its own, which becomes the file's at the end: half a file is never seen.</summary>
internal sealed class RowFileWriter : IDisposable
{
    private const int Block = 1 << 20;

    private readonly FileStream _file;
    private readonly string _temporary;
    private readonly byte[] _buffer;
    private readonly int _stride;
    private int _used;
    private bool _moved;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder; it exists.</param>
    /// <param name="stride">The bytes of a row.</param>
    public RowFileWriter(string folder, int stride)
    {
        _stride = stride;
        _buffer = new byte[Math.Max(Block / stride, 1) * stride];
        _temporary = Path.Combine(folder, $"{Path.GetRandomFileName()}.part");
        _file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _file.Write(new byte[RowFile.HeaderLength]);
    }

    /// <summary>The rows that were added.</summary>
    public long Count { get; private set; }

    /// <summary>The row that is added next; what it held before is still there.</summary>
    public Span<byte> Row => _buffer.AsSpan(_used, _stride);

    /// <summary>Adds the row.</summary>
    public void Add()
    {
        Count++;
        _used += _stride;
        if (_used == _buffer.Length)
        {
            Flush();
        }
    }

    /// <summary>Ends the file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="summary">What the reading found.</param>
    public void Complete(string path, DataSummary summary)
    {
        if (Count > int.MaxValue)
        {
            throw FederationErrors.PartitionImpossible.Exception(path, $"the table has {Count} rows, but a client can have at most {int.MaxValue}", "Divide the file among several clients.");
        }

        Flush();
        var json = JsonSerializer.SerializeToUtf8Bytes(summary);
        Write(json);
        var header = new byte[RowFile.HeaderLength];
        BinaryPrimitives.WriteUInt64LittleEndian(header, RowFile.Mark);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), _stride);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), json.Length);
        _file.Position = 0;
        Write(header);
        _file.Dispose();
        File.Move(_temporary, path, overwrite: true);
        _moved = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        if (!_moved)
        {
            File.Delete(_temporary);
        }
    }

    private void Flush()
    {
        Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (IOException fault)
        {
            throw new FederationException(FederationErrors.CacheUnusable.At(_file.Name, $"after {_file.Position} bytes: {fault.Message}"), fault);
        }
    }
}
