using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>
/// Parameters as a safetensors file: eight bytes of header length, a JSON header, then the tensors. Python's safetensors reads what is
/// written here, and what Python writes as F32, F16 or BF16 is read here. Format: github.com/huggingface/safetensors, README.
/// </summary>
public static class Safetensors
{
    // A round reads as many files as it has clients, all with the header of one layout.
    private static readonly ConditionalWeakTable<ParameterLayout, byte[]> Headers = [];

    /// <summary>Writes a vector.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="values">The vector, of the layout's length.</param>
    /// <returns>The file; the same bytes for the same layout and values.</returns>
    public static byte[] Write(ParameterLayout layout, ReadOnlySpan<float> values) => Frame(layout).Fill(values);

    /// <summary>Gives what a file has before, between and behind its numbers, so that it can be written block by block.</summary>
    /// <param name="layout">The layout.</param>
    public static ParameterFrame Frame(ParameterLayout layout)
    {
        var literals = new ReadOnlyMemory<byte>[layout.Entries.Count + 1];
        literals[0] = Opening(layout);
        return new(layout, literals);
    }

    /// <summary>Gives the bytes that stand before the numbers of a file that was written with a layout.</summary>
    /// <param name="layout">The layout.</param>
    public static ReadOnlyMemory<byte> Opening(ParameterLayout layout)
    {
        var header = Headers.GetValue(layout, Header);
        var opening = new byte[8 + header.Length];
        BinaryPrimitives.WriteInt64LittleEndian(opening, header.Length);
        header.CopyTo(opening, 8);
        return opening;
    }

    /// <summary>Views the vector of a file that was written with the same layout, without copying. Cheap: it compares length and header only.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="file">The file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short or of another layout.</exception>
    public static ReadOnlySpan<float> View(ParameterLayout layout, ReadOnlySpan<byte> file, string place) =>
        MemoryMarshal.Cast<byte, float>(file[DataStart(layout, file, place)..]);

    /// <summary>Views the vector of a file like <see cref="View"/>, as memory that can be held: an update to be folded, for example.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="file">The file; it must live and stay unchanged as long as the view is used.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short or of another layout.</exception>
    public static ReadOnlyMemory<float> ViewMemory(ParameterLayout layout, ReadOnlyMemory<byte> file, string place) =>
        FloatMemory.View(file[DataStart(layout, file.Span, place)..], layout.Length, place);

    /// <summary>Reads a file of any origin: checks it whole and finds its tensors.</summary>
    /// <param name="file">The file; the tensors are parts of its memory.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short, its header is wrong, or bytes belong to no tensor or to several.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> file, string place) => new(place, SafetensorsHeader.Parse(file, place));

    /// <summary>Reads a file of any origin into a vector, matching names and shapes in whatever order the file has them.</summary>
    /// <param name="layout">The vector's layout.</param>
    /// <param name="file">The file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <param name="destination">The vector, of the layout's length; undefined where this throws.</param>
    /// <exception cref="FederationException">FED1030 as <see cref="Read"/>, and where tensors and layout do not match.</exception>
    public static void ReadInto(ParameterLayout layout, ReadOnlyMemory<byte> file, string place, Span<float> destination) =>
        Read(file, place).ReadInto(layout, destination);

    /// <summary>Checks the beginning of a file that should have been written with a layout, and its length.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="opening">The bytes before the numbers, as many as <see cref="Opening"/> has.</param>
    /// <param name="length">The length of the whole file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short or of another layout.</exception>
    public static void CheckOpening(ParameterLayout layout, ReadOnlySpan<byte> opening, long length, string place)
    {
        var expected = Opening(layout);
        if (length != expected.Length + (long)layout.Length * sizeof(float) || !opening.SequenceEqual(expected.Span))
        {
            throw FederationErrors.SafetensorsMalformed.Exception(place, $"{length} bytes are not the {layout.Entries.Count} tensors of the model's layout");
        }
    }

    private static int DataStart(ParameterLayout layout, ReadOnlySpan<byte> file, string place)
    {
        var header = Headers.GetValue(layout, Header);
        if (file.Length != 8 + header.Length + (long)layout.Length * sizeof(float)
            || BinaryPrimitives.ReadInt64LittleEndian(file) != header.Length
            || !file.Slice(8, header.Length).SequenceEqual(header))
        {
            throw FederationErrors.SafetensorsMalformed.Exception(place, $"{file.Length} bytes are not the {layout.Entries.Count} tensors of the model's layout");
        }

        return 8 + header.Length;
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
