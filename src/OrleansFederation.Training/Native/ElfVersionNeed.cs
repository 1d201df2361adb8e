using System.Buffers.Binary;
using System.Text;

namespace OrleansFederation.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of other libraries (section type SHT_GNU_verneed; Linux Standard
/// Base Core 5.0, §10.7). A version that is marked weak (VER_FLG_WEAK) is not checked by the loader.
/// </summary>
internal static class ElfVersionNeed
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 2;
    private const int SectionHeaderLength = 64;

    /// <summary>Marks a needed version as weak.</summary>
    /// <param name="library">The library's bytes; one byte of them is changed where the version is needed and not weak yet.</param>
    /// <param name="version">The version's name, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether the bytes are those of such a library and ask for the version.</returns>
    public static bool MakeWeak(Span<byte> library, string version)
    {
        if (library.Length < SectionHeaderLength || !library.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        try
        {
            var headers = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library[0x28..]));
            var count = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3c..]);
            for (var i = 0; i < count; i++)
            {
                var header = library.Slice(headers + i * SectionHeaderLength, SectionHeaderLength);
                if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == VersionNeedSection)
                {
                    var names = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
                    return MakeWeak(library, Offset(header), Offset(library.Slice(headers + names * SectionHeaderLength, SectionHeaderLength)), version);
                }
            }
        }
        catch (Exception malformed) when (malformed is ArgumentOutOfRangeException or OverflowException)
        {
            // Offsets that point outside the file: it is cut short, and the caller says which file.
            return false;
        }

        return false;
    }

    private static int Offset(ReadOnlySpan<byte> header) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]));

    private static bool MakeWeak(Span<byte> library, int need, int names, string version)
    {
        var wanted = Encoding.ASCII.GetBytes(version + '\0');
        while (true)
        {
            var entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(library[(need + 8)..]);
            for (var left = BinaryPrimitives.ReadUInt16LittleEndian(library[(need + 2)..]); left > 0; left--)
            {
                var name = names + (int)BinaryPrimitives.ReadUInt32LittleEndian(library[(entry + 8)..]);
                if (library[name..].StartsWith(wanted))
                {
                    var flags = library[(entry + 4)..];
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
                    return true;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(library[(entry + 12)..]);
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(library[(need + 12)..]);
            if (next == 0)
            {
                return false;
            }

            need += next;
        }
    }
}
