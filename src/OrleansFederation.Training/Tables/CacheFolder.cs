using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>
/// The folder of the tables in binary form, for the user alone: <c>FED_CACHE</c>, else <c>orleans-federation/data</c> under
/// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, else under the temporary files where there is no home to write to.
/// </summary>
internal static class CacheFolder
{
    private const string Ending = ".rows";
    private const UnixFileMode OthersMay = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan Unused = TimeSpan.FromDays(14);

    /// <summary>Makes the folder where it is not there yet.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="FederationException">FED2018 where none can be used.</exception>
    public static string Ensure()
    {
        if (Environment.GetEnvironmentVariable("FED_CACHE") is { Length: > 0 } named)
        {
            return TryMake(Path.GetFullPath(named)) is { } fault ? throw FederationErrors.CacheUnusable.Exception(named, fault) : Path.GetFullPath(named);
        }

        List<string> faults = [];
        foreach (var parent in new[] { Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null, Path.Combine(Path.GetTempPath(), $"fed-{Environment.UserName}") })
        {
            if (string.IsNullOrEmpty(parent))
            {
                continue;
            }

            var folder = Path.Combine(parent, "orleans-federation", "data");
            if (TryMake(folder) is not { } fault)
            {
                return folder;
            }

            faults.Add($"{folder}: {fault}");
        }

        throw FederationErrors.CacheUnusable.Exception("FED_CACHE", string.Join("; ", faults));
    }

    /// <summary>The file of a table.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">The table's key.</param>
    public static string FileOf(string folder, string key) => Path.Combine(folder, key + Ending);

    /// <summary>Marks a file as used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The time.</param>
    public static void Touch(string path, DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, now.UtcDateTime);
        }
        catch (IOException)
        {
            // Another process removed it meanwhile; who has it mapped goes on reading.
        }
    }

    /// <summary>Removes what was not used for two weeks, and what other writings left behind.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="now">The time.</param>
    public static void Clean(string folder, DateTimeOffset now)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Ending).Concat(Directory.EnumerateFiles(folder, "*.part")).ToList())
        {
            if (now.UtcDateTime - File.GetLastWriteTimeUtc(path) > Unused)
            {
                File.Delete(path);
            }
        }
    }

    private static string? TryMake(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else if ((Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).UnixFileMode & OthersMay) != 0)
            {
                return "others may read or write there; allow only yourself (chmod 700)";
            }

            // Whether it can be written is known only by writing.
            var probe = Path.Combine(folder, Path.GetRandomFileName() + ".part");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }
}
