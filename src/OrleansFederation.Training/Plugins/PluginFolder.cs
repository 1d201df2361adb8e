using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>
/// The files of a plugin: its assembly and all that it brings along. Every one of them counts. The digest is the SHA-256 of a list, one
/// line a file in the order of paths, as sha256sum writes it: 64 hexadecimal digits, two spaces, the path with slashes. So
/// <c>find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum</c> gives the same.
/// </summary>
public static class PluginFolder
{
    private const int MostFiles = 10_000;
    private const long MostBytes = 1L << 30;
    private const int BlockLength = 1 << 17;
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    /// <summary>Finds the folder and the assembly that a path means.</summary>
    /// <param name="path">The assembly, or a folder in which one assembly has a file <c>.deps.json</c> of its name.</param>
    /// <exception cref="FederationException">FED1081.</exception>
    public static (string Folder, string Assembly) Find(string path)
    {
        var whole = Path.GetFullPath(path);
        if (File.Exists(whole))
        {
            return (Path.GetDirectoryName(whole)!, Path.GetFileName(whole));
        }

        string[] assemblies = Directory.Exists(whole)
            ? [.. Directory.EnumerateFiles(whole, "*.dll").Where(file => File.Exists(Path.ChangeExtension(file, ".deps.json"))).Select(file => Path.GetFileName(file)!)]
            : throw FederationErrors.PluginUnusable.Exception(path, "there is neither a file nor a folder");
        return assemblies is [var only]
            ? (whole, only)
            : throw FederationErrors.PluginUnusable.Exception(path, $"{assemblies.Length} assemblies of the folder have a .deps.json beside them", "Name the plugin's assembly, such as bin/Release/net10.0/MyPlugin.dll.");
    }

    /// <summary>Computes the digest of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FederationException">FED1081.</exception>
    public static string Digest(string folder) => Read(folder, null);

    /// <summary>Copies a folder and computes the digest of the very bytes that the copy has: what is changed meanwhile shows, or is not copied.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="copy">Where to; made here, and for its owner alone.</param>
    /// <returns>The digest of the copy.</returns>
    /// <exception cref="FederationException">FED1081.</exception>
    public static string Copy(string folder, string copy) => Read(folder, copy);

    private static string Read(string folder, string? copy)
    {
        try
        {
            var manifest = new StringBuilder();
            var (bytes, block) = (0L, new byte[BlockLength]);
            foreach (var (file, name) in Files(folder))
            {
                using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
                using var to = copy is null ? Stream.Null : Create(Path.Combine(copy, name));
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                for (int read; (read = from.Read(block)) > 0;)
                {
                    bytes += read;
                    if (bytes > MostBytes)
                    {
                        throw FederationErrors.PluginUnusable.Exception(folder, $"its files have more than {MostBytes} bytes");
                    }

                    hash.AppendData(block, 0, read);
                    to.Write(block, 0, read);
                }

                manifest.Append(Convert.ToHexStringLower(hash.GetHashAndReset())).Append("  ").Append(name).Append('\n');
            }

            return ApprovalText.DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest.ToString())));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.PluginUnusable.At(folder, fault.Message), fault);
        }
    }

    private static List<(string File, string Name)> Files(string folder)
    {
        List<(string File, string Name)> files = [];
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });
        foreach (var entry in entries)
        {
            var name = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry.LinkTarget is not null || name.Contains('\\', StringComparison.Ordinal) || name.Any(char.IsControl))
            {
                throw FederationErrors.PluginUnusable.Exception(folder, $"'{name}' is a link, or has a name with a backslash or a control character");
            }

            if (entry is FileInfo)
            {
                files.Add((entry.FullName, name));
            }
        }

        return files.Count is 0 or > MostFiles
            ? throw FederationErrors.PluginUnusable.Exception(folder, $"it has {files.Count} files")
            : [.. files.OrderBy(file => Encoding.UTF8.GetBytes(file.Name), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ForOwner;
        }

        return new(path, options);
    }
}
