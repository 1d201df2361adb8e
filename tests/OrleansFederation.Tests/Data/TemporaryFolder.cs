using System.Buffers.Binary;
using System.IO.Compression;

namespace OrleansFederation.Data;

/// <summary>A folder that is deleted at the end of a test, and IDX files to put there.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("fed-test-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        var path = File(name);
        using Stream file = System.IO.File.Create(path);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Compress) : file;
        stream.Write(bytes);
        return path;
    }

    /// <summary>Four IDX files of images of 2 by 3 pixels: image i is filled with i, its label is i modulo 10.</summary>
    public void WriteSource(int train, int test, string suffix = "")
    {
        foreach (var (stem, count) in new[] { ("train", train), ("t10k", test) })
        {
            Write($"{stem}-images-idx3-ubyte{suffix}", Idx([count, 2, 3], [.. Enumerable.Range(0, count * 6).Select(i => (byte)(i / 6))]));
            Write($"{stem}-labels-idx1-ubyte{suffix}", Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]));
        }
    }

    public static byte[] Idx(int[] dimensions, byte[] values)
    {
        var bytes = new byte[4 + 4 * dimensions.Length + values.Length];
        bytes[2] = 8;
        bytes[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), dimensions[i]);
        }

        values.CopyTo(bytes, 4 + 4 * dimensions.Length);
        return bytes;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
