using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansFederation.Isolation;

/// <summary>The private folder of an isolated task: what silo and process give each other lies in it as files, each moved into place whole.</summary>
internal sealed class TaskFolder
{
    private const string Name = "fed-task-";
    // Numbers of processes come again, in containers at each start: this tells one process from another of its number.
    private static readonly string Own = Path.GetRandomFileName();

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Looks at a folder that is there.</summary>
    /// <param name="path">The folder.</param>
    public TaskFolder(string path) => Location = path;

    /// <summary>Where it is.</summary>
    public string Location { get; }

    /// <summary>What is asked for.</summary>
    public string Request => Path.Combine(Location, "request.json");

    /// <summary>What came of it.</summary>
    public string Report => Path.Combine(Location, "report.json");

    /// <summary>How far training is.</summary>
    public string Progress => Path.Combine(Location, "progress.json");

    /// <summary>The update or the statistics.</summary>
    public string Update => Path.Combine(Location, "update");

    /// <summary>What the client goes on from, by its name.</summary>
    public string StateBefore(string name) => Path.Combine(Location, $"state-{name}-before");

    /// <summary>What the client is to go on from later, by its name.</summary>
    public string StateAfter(string name) => Path.Combine(Location, $"state-{name}-after");

    /// <summary>The artifacts that the task reads, each by its digest.</summary>
    public string Artifacts => Path.Combine(Location, "artifacts");

    /// <summary>The private copies of plugins.</summary>
    public string Plugins => Path.Combine(Location, "plugins");

    /// <summary>What the process takes for the system's folder of temporary files.</summary>
    public string Temporary => Path.Combine(Location, "tmp");

    /// <summary>Makes a folder for the owner alone. It bears the number of this process, so that another knows what a dead one has left.</summary>
    /// <param name="parent">Where.</param>
    public static TaskFolder Create(string parent)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Name}{Environment.ProcessId}-{Own}-");
        var folder = new TaskFolder(Path.Combine(parent, prefix + Path.GetRandomFileName()));
        foreach (var part in new[] { folder.Location, folder.Artifacts, folder.Plugins, folder.Temporary })
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(part);
            }
            else
            {
                Directory.CreateDirectory(part, OwnerOnly);
            }
        }

        return folder;
    }

    /// <summary>Removes the folders of processes that are no more.</summary>
    /// <param name="parent">Where.</param>
    public static void Sweep(string parent)
    {
        foreach (var left in Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, Name + "*") : [])
        {
            if (Path.GetFileName(left)[Name.Length..].Split('-') is [var number, var process, _]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
                && (owner == Environment.ProcessId ? process != Own : !IsAlive(owner)))
            {
                new TaskFolder(left).Remove();
            }
        }
    }

    /// <summary>Removes it with everything in it.</summary>
    /// <returns>What prevented that; null where it is gone.</returns>
    public string? Remove()
    {
        try
        {
            Directory.Delete(Location, recursive: true);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    /// <summary>Writes a file that appears whole.</summary>
    public static void Write<T>(string file, T value, JsonTypeInfo<T> type)
    {
        File.WriteAllBytes(file + ".tmp", JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>Reads a file, if it is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="type">What it holds.</param>
    /// <exception cref="JsonException">Where it is larger, or something else.</exception>
    public static T? Read<T>(string file, long most, JsonTypeInfo<T> type)
    {
        if (new FileInfo(file) is not { Exists: true } found)
        {
            return default;
        }

        return found.Length <= most ? JsonSerializer.Deserialize(File.ReadAllBytes(file), type) : throw new JsonException($"{Path.GetFileName(file)} has {found.Length} bytes, more than {most}.");
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
