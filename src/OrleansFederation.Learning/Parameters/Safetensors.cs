using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>
/// Parameters as a safetensors file: eight bytes of header length, a JSON header, then the tensors. Python's safetensors reads what is
/// written here, and what Python writes as F32 is read here.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes a vector.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="values">The vector, of the layout's length.</param>
    /// <returns>The file; the same bytes for the same layout and values.</returns>
    public static byte[] Write(ParameterLayout layout, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, layout.Length);
        var header = Header(layout);
        var file = new byte[8 + header.Length + values.Length * sizeof(float)];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        MemoryMarshal.AsBytes(values).CopyTo(file.AsSpan(8 + header.Length));
        return file;
    }

    /// <summary>Views the vector of a file that was written with the same layout, without copying.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="file">The file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short or of another layout.</exception>
    public static ReadOnlySpan<float> View(ParameterLayout layout, ReadOnlySpan<byte> file, string place)
    {
        var header = Header(layout);
        if (file.Length != 8 + header.Length + (long)layout.Length * sizeof(float)
            || BinaryPrimitives.ReadInt64LittleEndian(file) != header.Length
            || !file.Slice(8, header.Length).SequenceEqual(header))
        {
            throw FederationErrors.SafetensorsMalformed.Exception(place, $"{file.Length} bytes are not the {layout.Entries.Count} tensors of the model's layout");
        }

        return MemoryMarshal.Cast<byte, float>(file[(8 + header.Length)..]);
    }

    private static byte[] Header(ParameterLayout layout)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var entry in layout.Entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var size in entry.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue((long)entry.Offset * sizeof(float));
                json.WriteNumberValue(((long)entry.Offset + entry.Length) * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with spaces so that the tensors begin at a multiple of eight bytes, as the format recommends.
        var padding = (8 - (int)(stream.Length % 8)) % 8;
        stream.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        return stream.ToArray();
    }
}
