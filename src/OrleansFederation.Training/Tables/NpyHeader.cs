using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>The header of an array in NumPy's format (NEP 1): its type and shape.</summary>
/// <param name="Kind">f, i, u or b.</param>
/// <param name="Size">The bytes of a value.</param>
/// <param name="BigEndian">Whether the highest byte comes first.</param>
/// <param name="Shape">The shape.</param>
internal sealed partial record NpyHeader(char Kind, int Size, bool BigEndian, IReadOnlyList<int> Shape)
{
    private const int LongestText = 1 << 20;

    /// <summary>Reads a header; the stream then stands at the first value.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="place">The file, and the array in it, for messages.</param>
    /// <exception cref="FederationException">FED1021.</exception>
    public static NpyHeader Read(Stream stream, string place)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
        {
            throw FederationErrors.DataMalformed.Exception(place, "it does not begin as an array of NumPy does");
        }

        var length = (int)BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            stream.ReadExactly(start[10..12]);
            length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(start[8..]), int.MaxValue);
        }

        var bytes = new byte[Math.Min(length, LongestText)];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || length > LongestText)
        {
            throw FederationErrors.DataMalformed.Exception(place, "the file ends within its header");
        }

        var text = Encoding.UTF8.GetString(bytes);
        var (type, shape) = (Type().Match(text), Dimensions().Match(text));
        if (!type.Success || !shape.Success)
        {
            throw FederationErrors.DataMalformed.Exception(place, $"an array of the type {Descr().Match(text).Groups[1].Value} is not read", "Save plain numbers of 8 to 64 bits: array.astype('float32').");
        }

        if (text.Contains("'fortran_order': True", StringComparison.Ordinal) && shape.Groups[1].Value.Count(letter => letter == ',') > 1)
        {
            throw FederationErrors.DataMalformed.Exception(place, "the array lies column by column", "Save numpy.ascontiguousarray(array).");
        }

        List<int> sizes = [];
        foreach (var size in shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            sizes.Add(int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw FederationErrors.DataMalformed.Exception(place, $"the size {size} of the array is too large"));
        }

        return new(type.Groups[2].Value[0], int.Parse(type.Groups[3].Value, CultureInfo.InvariantCulture), type.Groups[1].Value == ">", sizes);
    }

    /// <summary>Reads one value.</summary>
    /// <param name="bytes">Its bytes.</param>
    public double Value(ReadOnlySpan<byte> bytes)
    {
        if (BigEndian && Size > 1)
        {
            Span<byte> turned = stackalloc byte[8];
            bytes[..Size].CopyTo(turned);
            turned[..Size].Reverse();
            return (this with { BigEndian = false }).Value(turned[..Size]);
        }

        return (Kind, Size) switch
        {
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ('f', _) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('i', 1) => (sbyte)bytes[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            (_, 1) => bytes[0],
            (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }

    [GeneratedRegex(@"'descr':\s*'([<>|=])([fiub])([1248])'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"'descr':\s*(.{1,40}?),\s*'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Descr();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dimensions();
}
