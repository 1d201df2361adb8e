using System.Globalization;
using System.Text.Json;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>
/// The folder of a process's state, locked for the life of the process. A marker file says that it is ours and which layout it has;
/// a folder of somebody else is left untouched.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>The number of the layout that this version reads and writes.</summary>
    public const int Schema = 1;

    private const string MarkerFile = "fed-state.json";
    private const string LockFile = "fed.lock";
    private const string OwnerFile = "fed.pid";

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder where it does not exist, and locks it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Dates the files.</param>
    /// <exception cref="FederationException">
    /// FED2001 where another process uses it, FED2002 where it has another layout or is not ours, FED2004, FED2010 where it cannot be used.
    /// </exception>
    public static StateDirectory Open(string path, TimeProvider clock)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Create(path);
            RefuseForeign(path);
            var held = Lock(path);
            try
            {
                CheckMarker(path, clock);
                return new StateDirectory(path, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is not FederationException && FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Releases the folder. The lock file stays: removing it would let two processes lock two files of one name.</summary>
    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Updates and models of private data: for the user alone.
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void RefuseForeign(string path)
    {
        if (File.Exists(System.IO.Path.Combine(path, MarkerFile)))
        {
            return;
        }

        // A process that died between lock and marker leaves these and nothing else.
        var stranger = Directory.EnumerateFileSystemEntries(path)
            .Select(entry => System.IO.Path.GetFileName(entry))
            .FirstOrDefault(name => name is not (LockFile or OwnerFile) && !name.StartsWith(MarkerFile, StringComparison.Ordinal));
        if (stranger is not null)
        {
            throw FederationErrors.StateVersion.Exception(path, $"the folder is not a state directory: it holds {stranger} and no {MarkerFile}",
                "Give an empty or new folder with --state DIR.");
        }
    }

    private static FileStream Lock(string path)
    {
        var owner = System.IO.Path.Combine(path, OwnerFile);
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            var process = File.Exists(owner) ? "process " + File.ReadAllText(owner).Trim() : "another process";
            throw new FederationException(FederationErrors.StateInUse.At(path, $"{process} works on it"), exception);
        }

        try
        {
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // The file is locked by another: EAGAIN of Linux and of macOS, sharing and lock violation of Windows.
    private static bool IsHeld(IOException exception) => OperatingSystem.IsWindows()
        ? (exception.HResult & 0xffff) is 32 or 33
        : exception.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    private static void CheckMarker(string path, TimeProvider clock)
    {
        var marker = System.IO.Path.Combine(path, MarkerFile);
        if (!File.Exists(marker))
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(new StateMarker(Schema), StateMarkerJson.Default.StateMarker);
            AtomicFile.Write(marker + ".tmp", marker, content, flush: true, clock.GetUtcNow());
            return;
        }

        int? schema;
        try
        {
            schema = JsonSerializer.Deserialize(File.ReadAllBytes(marker), StateMarkerJson.Default.StateMarker)?.Schema;
        }
        catch (JsonException exception)
        {
            throw new FederationException(FederationErrors.StateVersion.At(marker, "the file is not what this platform writes"), exception);
        }

        if (schema != Schema)
        {
            throw FederationErrors.StateVersion.Exception(path, $"its layout has number {schema}, and this version knows {Schema}");
        }
    }
}
