using System.Globalization;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>The folder that holds a process's state: locked for as long as the process lives, and marked with the version of its layout.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const int Schema = 1;
    private const string LockName = "fed.lock";
    private const string MarkName = "fed-state.json";

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes or opens the folder and locks it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="FederationException">FED2001, FED2002, FED2004.</exception>
    public static StateDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = Lock(path);
            CheckMark(path);
            return new(path, held);
        }
        catch (Exception exception) when (exception is not FederationException)
        {
            held?.Dispose();
            throw StorageFailures.Wrap(exception, path);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            // The runtime takes an advisory lock that the system releases when the process ends, however it ends.
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return held;
        }
        catch (IOException exception) when (!StorageFailures.IsDiskFull(exception))
        {
            throw new FederationException(FederationErrors.StateInUse.At(path, "another fed process holds its lock"), exception);
        }
    }

    private static void CheckMark(string path)
    {
        var file = System.IO.Path.Combine(path, MarkName);
        if (!File.Exists(file))
        {
            if (Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != LockName))
            {
                throw FederationErrors.StateVersion.Exception(path, $"the folder is not empty and has no {MarkName}, so it is not one of the platform's", "Give an empty or new folder with --state DIR.");
            }

            var draft = file + ".tmp";
            File.WriteAllText(draft, JsonSerializer.Serialize(new Mark(Schema)));
            File.Move(draft, file, overwrite: true);
            return;
        }

        int found;
        try
        {
            found = JsonSerializer.Deserialize<Mark>(File.ReadAllText(file))?.Schema ?? 0;
        }
        catch (JsonException exception)
        {
            throw new FederationException(FederationErrors.StateVersion.At(file, "the mark is not readable"), exception);
        }

        if (found != Schema)
        {
            throw FederationErrors.StateVersion.Exception(path, $"its layout has version {found}, and this program works with version {Schema}");
        }
    }

    private sealed record Mark(int Schema);
}
