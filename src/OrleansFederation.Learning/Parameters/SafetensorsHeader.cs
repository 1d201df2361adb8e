using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>Checks a safetensors file against the format (github.com/huggingface/safetensors, README "Format") and finds its tensors.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const int MaximumLength = 100_000_000;

    /// <summary>The bytes that tell the header's length.</summary>
    public const int Opening = 8;

    /// <summary>Checks the whole file and gives its tensors by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 with the first thing that is wrong.</exception>
    public static Dictionary<string, SafetensorsTensor> Parse(ReadOnlyMemory<byte> file, string place)
    {
        var length = LengthOf(file.Span[..Math.Min(Opening, file.Length)], file.Length, place);
        var data = file[(Opening + length)..];
        return Places(file.Slice(Opening, length), data.Length, place).ToDictionary(
            tensor => tensor.Name, tensor => new SafetensorsTensor(tensor.Name, tensor.Dtype, tensor.Shape, data.Slice((int)tensor.Begin, (int)(tensor.End - tensor.Begin))), StringComparer.Ordinal);
    }

    /// <summary>Gives the length of the header.</summary>
    /// <param name="opening">The first <see cref="Opening"/> bytes of the file, or all where it has fewer.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the file is cut short.</exception>
    public static int LengthOf(ReadOnlySpan<byte> opening, long fileLength, string place)
    {
        if (fileLength < Opening)
        {
            throw Malformed(place, $"the file has {fileLength} bytes, fewer than the 8 of the header's length");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(opening);
        return length <= MaximumLength && length <= (ulong)(fileLength - Opening)
            ? (int)length
            : throw Malformed(place, $"the header should have {length} bytes, but {fileLength - Opening} follow and {MaximumLength} are allowed");
    }

    /// <summary>Checks a header against the length of the data behind it, and gives where each tensor lies.</summary>
    /// <param name="header">The header.</param>
    /// <param name="dataLength">The bytes behind it.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 with the first thing that is wrong.</exception>
    public static IReadOnlyList<SafetensorsPlace> Places(ReadOnlyMemory<byte> header, long dataLength, string place)
    {
        if (header.IsEmpty || header.Span[0] != (byte)'{' || !Utf8.IsValid(header.Span))
        {
            throw Malformed(place, "the header is not a JSON object in UTF-8");
        }

        List<SafetensorsPlace> tensors = [];
        try
        {
            using var json = JsonDocument.Parse(header, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    CheckMetadata(property.Value, place);
                    continue;
                }

                tensors.Add(Tensor(property, dataLength, place));
            }
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how JsonElement says that an escaped string is no valid text.
            throw new FederationException(FederationErrors.SafetensorsMalformed.At(place, $"the header is not well-formed JSON: {bad.Message}"), bad);
        }

        CheckContiguous([.. tensors.Select(tensor => (tensor.Begin, tensor.End, tensor.Name))], dataLength, place);
        return tensors;
    }

    private static SafetensorsPlace Tensor(JsonProperty property, long dataLength, string place)
    {
        place = $"{place}, tensor '{property.Name}'";
        if (property.Value.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(place, "its entry in the header is not an object");
        }

        string? dtype = null;
        long[]? shape = null, offsets = null;
        foreach (var field in property.Value.EnumerateObject())
        {
            switch (field.Name)
            {
                case "dtype" when field.Value.ValueKind == JsonValueKind.String:
                    dtype = field.Value.GetString();
                    break;
                case "shape":
                    shape = Numbers(field.Value);
                    break;
                case "data_offsets":
                    offsets = Numbers(field.Value);
                    break;
                default:
                    throw Malformed(place, $"'{field.Name}' in the header is unknown or of the wrong type");
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
        {
            throw Malformed(place, "the header must give dtype, shape and two data_offsets, as whole numbers from 0");
        }

        var size = ElementSize(dtype);
        if (size == 0)
        {
            throw Malformed(place, $"its dtype '{dtype}' is unknown");
        }

        if (begin > end || end > dataLength)
        {
            throw Malformed(place, $"its data_offsets {begin}…{end} do not lie in the {dataLength} bytes of data: the file may be cut short");
        }

        if (Bytes(shape, size) is not { } bytes || bytes != end - begin)
        {
            throw Malformed(place, $"its shape [{string.Join(", ", shape)}] of {dtype} does not take the {end - begin} bytes that it has");
        }

        return new(property.Name, dtype, shape, begin, end);
    }

    /// <summary>The bytes of one element; 0 where the type is unknown.</summary>
    internal static int ElementSize(string dtype) => dtype switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" or "C64" => 8,
        _ => 0,
    };

    /// <summary>Whole numbers from 0; null where the value is anything else.</summary>
    private static long[]? Numbers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new long[value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]) || numbers[i++] < 0)
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>The bytes of a tensor; null where no file could have so many.</summary>
    private static long? Bytes(long[] shape, int elementSize)
    {
        var bytes = (Int128)elementSize;
        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue)
            {
                // A later 0 would make it none; but a reader that multiplies in 64 bits must not meet it either.
                return null;
            }
        }

        return (long)bytes;
    }

    /// <summary>The format wants every byte of the data to belong to exactly one tensor, so that nothing can hide in a file.</summary>
    private static void CheckContiguous(List<(long Begin, long End, string Name)> places, long length, string place)
    {
        places.Sort();
        var reached = 0L;
        foreach (var (begin, end, name) in places)
        {
            if (begin != reached)
            {
                throw Malformed(
                    $"{place}, tensor '{name}'", begin < reached ? $"it begins at {begin} and overlaps another that ends at {reached}" : $"bytes {reached} to {begin} before it belong to no tensor");
            }

            reached = end;
        }

        if (reached != length)
        {
            throw Malformed(place, $"{length} bytes of data follow the header, but its tensors take {reached}");
        }
    }

    private static void CheckMetadata(JsonElement metadata, string place)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(item => item.Value.ValueKind != JsonValueKind.String))
        {
            throw Malformed(place, "__metadata__ in the header is not an object of strings");
        }
    }

    private static FederationException Malformed(string place, string cause) => FederationErrors.SafetensorsMalformed.Exception(place, cause);
}
