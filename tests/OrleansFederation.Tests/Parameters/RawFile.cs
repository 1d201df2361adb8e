using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansFederation.Parameters;

/// <summary>Makes safetensors files out of a header as text, right or wrong.</summary>
internal static class RawFile
{
    /// <summary>A file of a header and data.</summary>
    public static byte[] Make(string header, byte[] data, ulong? length = null) => Make(Encoding.UTF8.GetBytes(header), data, length);

    /// <summary>A file of a header and data; <paramref name="length"/> overrides what the file says of its header's length.</summary>
    public static byte[] Make(byte[] header, byte[] data, ulong? length = null)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length ?? (ulong)header.Length);
        return [.. prefix, .. header, .. data];
    }

    /// <summary>Floats as the file holds them.</summary>
    public static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
