using System.Buffers;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>A safetensors file of any origin that is read in blocks: its header is checked whole, its numbers are never all in memory, and between reads none is.</summary>
public sealed class SafetensorsBlocks
{
    private readonly Dictionary<string, SafetensorsPlace> _places;
    private readonly SafetensorsFile _file;
    private readonly ReadAt _read;
    private readonly long _data;

    private SafetensorsBlocks(string place, IReadOnlyList<SafetensorsPlace> places, long data, ReadAt read)
    {
        (_data, _read) = (data, read);
        _places = places.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _file = new(place, places.ToDictionary(tensor => tensor.Name, tensor => new SafetensorsTensor(tensor.Name, tensor.Dtype, tensor.Shape, ReadOnlyMemory<byte>.Empty), StringComparer.Ordinal));
    }

    /// <summary>Reads bytes of the file.</summary>
    /// <param name="offset">The first.</param>
    /// <param name="destination">Where they go; it is filled.</param>
    public delegate void ReadAt(long offset, Span<byte> destination);

    /// <summary>Opens a file.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="read">Reads of it.</param>
    /// <param name="place">What it is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 as <see cref="Safetensors.Read"/>.</exception>
    public static SafetensorsBlocks Open(long length, ReadAt read, string place)
    {
        ArgumentNullException.ThrowIfNull(read);
        var opening = new byte[Math.Min(SafetensorsHeader.Opening, length)];
        read(0, opening);
        var header = new byte[SafetensorsHeader.LengthOf(opening, length, place)];
        read(SafetensorsHeader.Opening, header);
        var data = SafetensorsHeader.Opening + (long)header.Length;
        return new(place, SafetensorsHeader.Places(header, length - data, place), data, read);
    }

    /// <summary>Makes a layout of the file's tensors, in the order of their names, compared ordinally.</summary>
    /// <exception cref="FederationException">FED1030 where they have no number, or more than a vector.</exception>
    public ParameterLayout Layout()
    {
        var offset = 0;
        List<ParameterEntry> entries = [];
        foreach (var tensor in _file.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (offset + tensor.Length > Array.MaxLength)
            {
                throw FederationErrors.SafetensorsMalformed.Exception(_file.Place, $"its tensors have more than {Array.MaxLength} numbers together");
            }

            entries.Add(new(tensor.Name, [.. tensor.Shape.Select(size => (int)size)], offset, ParameterKind.Trainable));
            offset += (int)tensor.Length;
        }

        return offset > 0 ? new(entries) : throw FederationErrors.SafetensorsMalformed.Exception(_file.Place, "it holds no number");
    }

    /// <summary>Requires that the file has the tensors of a layout, as float32 or what float32 holds exactly.</summary>
    /// <param name="layout">The layout.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that does not fit.</exception>
    public void Require(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _file.Require(layout.Entries, static _ => false);
        foreach (var entry in layout.Entries)
        {
            (_file.Tensors[entry.Name] with { Shape = [0] }).CopyTo([], _file.Place);
        }
    }

    /// <summary>Reads numbers as float32, in the order of a layout that the file has been required to fit.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="start">The first number's place in the vector.</param>
    /// <param name="destination">Where they go; all of it lies within the vector.</param>
    public void Read(ParameterLayout layout, int start, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var end = start + destination.Length;
        foreach (var entry in layout.Entries)
        {
            var (from, to) = (Math.Max(start, entry.Offset), Math.Min(end, entry.Offset + entry.Length));
            if (from < to)
            {
                ReadTensor(_places[entry.Name], from - entry.Offset, destination[(from - start)..(to - start)]);
            }
        }
    }

    private void ReadTensor(SafetensorsPlace tensor, int first, Span<float> destination)
    {
        var size = SafetensorsHeader.ElementSize(tensor.Dtype);
        var length = destination.Length * size;

        // Rented for the one read: a thousand files may be open, and what each kept would add up.
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            _read(_data + tensor.Begin + (long)first * size, bytes.AsSpan(0, length));
            new SafetensorsTensor(tensor.Name, tensor.Dtype, [destination.Length], bytes.AsMemory(0, length)).CopyTo(destination, _file.Place);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
