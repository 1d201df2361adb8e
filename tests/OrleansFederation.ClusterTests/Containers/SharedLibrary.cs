using System.Buffers.Binary;
using System.Text;

namespace OrleansFederation.Containers;

/// <summary>Reads which other libraries a 64-bit ELF library asks for.</summary>
internal static class SharedLibrary
{
    private const uint Dynamic = 6;
    private const ulong Needed = 1;

    /// <summary>The names of the libraries that a file needs.</summary>
    public static IReadOnlyList<string> Needs(string path)
    {
        using var file = File.OpenRead(path);
        var header = Read(file, 0, 64);
        Assert.Equal("\x7f" + "ELF", Encoding.Latin1.GetString(header, 0, 4));
        var (start, size, count) = ((long)Number(header, 40), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(58)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(60)));
        var sections = Enumerable.Range(0, count).Select(index => Read(file, start + (index * size), size)).ToList();
        List<string> names = [];
        foreach (var section in sections.Where(section => BinaryPrimitives.ReadUInt32LittleEndian(section.AsSpan(4)) == Dynamic))
        {
            var strings = Content(sections[(int)BinaryPrimitives.ReadUInt32LittleEndian(section.AsSpan(40))]);
            var entries = Content(section);
            for (var at = 0; at < entries.Length; at += 16)
            {
                if (Number(entries, at) == Needed)
                {
                    var from = (int)Number(entries, at + 8);
                    names.Add(Encoding.ASCII.GetString(strings, from, Array.IndexOf(strings, (byte)0, from) - from));
                }
            }
        }

        return names;

        byte[] Content(byte[] section) => Read(file, (long)Number(section, 24), (int)Number(section, 32));
    }

    private static ulong Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private static byte[] Read(FileStream file, long at, int length)
    {
        var bytes = new byte[length];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }
}
