using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Small updates of one round at one site, one after another in few files: to make, name and remove a file costs more than to write
/// 64 KB. A record is a head that says which update follows, and the update. A process that starts anew reads the heads again and goes on
/// in a file of its own, so that what another left half-written at the end of one does no harm. Safe for concurrent use.
/// </summary>
/// <param name="folder">The folder of the round's updates.</param>
internal sealed class UpdatePack(string folder)
{
    private const string Extension = ".updates";
    private const uint Magic = 0x3155464F;
    private const int HeadLength = 4 + 4 + 4 + SHA256.HashSizeInBytes;
    private const int LongestName = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string File, long Offset)> _places = new(StringComparer.Ordinal);
    private string? _file;
    private long _end;

    /// <summary>Adds an update.</summary>
    /// <param name="name">Its task.</param>
    /// <param name="digest">The SHA-256 of its bytes.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="DirectoryNotFoundException">Where the folder was removed meanwhile.</exception>
    /// <exception cref="FederationException">FED2004 where the disk is full, FED2010 where the file cannot be written.</exception>
    public void Add(string name, byte[] digest, ReadOnlyMemory<byte> content)
    {
        var head = new byte[HeadLength + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), head.Length - HeadLength);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), content.Length);
        digest.CopyTo(head, 12);
        Encoding.UTF8.GetBytes(name, head.AsSpan(HeadLength));

        string file;
        long offset;
        lock (_gate)
        {
            Begin();
            (file, offset) = (_file!, _end);
            _end += head.Length + content.Length;
        }

        try
        {
            using var handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(handle, [head, content], offset);
        }
        catch (Exception exception) when (exception is not DirectoryNotFoundException && FileFaults.Translate(exception, file) is { } translated)
        {
            throw translated;
        }

        lock (_gate)
        {
            _places[KeyOf(name, digest)] = (file, offset + head.Length);
        }
    }

    /// <summary>Tells where an update is.</summary>
    /// <param name="name">Its task.</param>
    /// <param name="digest">Its digest in hexadecimal digits.</param>
    /// <returns>The file and where in it the update begins; null where it is not here.</returns>
    public (string File, long Offset)? Find(string name, string digest)
    {
        lock (_gate)
        {
            Begin();
            return _places.TryGetValue($"{name} {digest}", out var place) ? place : null;
        }
    }

    /// <summary>Reads, once, what an earlier process left, and picks a file that it did not write to.</summary>
    private void Begin()
    {
        if (_file is not null)
        {
            return;
        }

        var earlier = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension) : [];
        foreach (var file in earlier)
        {
            ReadHeads(file);
        }

        _file = Path.Combine(folder, FormattableString.Invariant($"{earlier.Length}{Extension}"));
    }

    private void ReadHeads(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete);
            var (head, name, length) = (new byte[HeadLength], new byte[LongestName], RandomAccess.GetLength(handle));
            for (long offset = 0; RandomAccess.Read(handle, head, offset) == HeadLength && BinaryPrimitives.ReadUInt32LittleEndian(head) == Magic;)
            {
                var (named, content) = (BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8)));
                var begin = offset + HeadLength + named;
                if (named is < 0 or > LongestName || content < 0 || begin + content > length || RandomAccess.Read(handle, name.AsSpan(0, named), offset + HeadLength) != named)
                {
                    return;
                }

                _places[KeyOf(Encoding.UTF8.GetString(name, 0, named), head.AsSpan(12))] = (file, begin);
                offset = begin + content;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Missing and unreadable are the same to the round: what was in it is trained again.
        }
    }

    private static string KeyOf(string name, ReadOnlySpan<byte> digest) => $"{name} {Convert.ToHexStringLower(digest)}";
}
