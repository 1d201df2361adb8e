using System.Runtime.InteropServices;
using OrleansFederation.Errors;
using TorchSharp;

namespace OrleansFederation.Native;

/// <summary>
/// Loads libtorch and TorchSharp's own native library. That library asks for GLIBCXX_3.4.32 (GCC 13) by name but uses no symbol of
/// it, so that on Debian 12 or Ubuntu 22.04 only the loader's version check fails; there a copy is loaded in which this one version is
/// weak. It is a copy because the file itself is a hard link into the package cache.
/// </summary>
internal static class TorchNative
{
    private const string Library = "libLibTorchSharp.so";
    private const string Copy = "libLibTorchSharp.compat.so";
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    private static readonly Lock Gate = new();
    private static volatile bool _loaded;

    /// <summary>
    /// Loads the native libraries once and sets one torch thread a training. To be called before anything else of TorchSharp: its own
    /// loader does not find a library that it could not load, and copies half a gigabyte about before it says so.
    /// </summary>
    /// <exception cref="FederationException">FED2005 where they cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        if (_loaded)
        {
            return;
        }

        lock (Gate)
        {
            if (_loaded)
            {
                return;
            }

            try
            {
                if (OperatingSystem.IsLinux())
                {
                    Load(FindFolder());
                }

                // Clients train in parallel, one thread each: two trainers of one thread give twice the work of one trainer of two, and
                // sums are the same bits whatever the machine. Threads started later inherit it.
                torch.set_num_threads(1);
            }
            catch (Exception cause) when (cause is not FederationException)
            {
                throw new FederationException(FederationErrors.NativeLibrary.At("libtorch", Innermost(cause).Message), cause);
            }

            _loaded = true;
        }
    }

    /// <summary>Loads the libraries of a folder, the patched copy in place of TorchSharp's own library where that one does not load.</summary>
    /// <param name="folder">The folder that holds them.</param>
    /// <exception cref="FederationException">FED2005 where they cannot be loaded.</exception>
    internal static void Load(string folder)
    {
        // Dependencies first: a copy in another folder then finds them by name among what is loaded.
        foreach (var name in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            NativeLibrary.Load(Path.Combine(folder, name));
        }

        var original = Path.Combine(folder, Library);
        if (!NativeLibrary.TryLoad(original, out _))
        {
            LoadCopy(original);
        }
    }

    /// <summary>Loads a copy of TorchSharp's native library in which the unused version is weak.</summary>
    /// <param name="original">The library, which stays as it is.</param>
    /// <returns>The handle of the loaded copy.</returns>
    /// <exception cref="FederationException">FED2005 where the library is not one that such a copy helps.</exception>
    internal static IntPtr LoadCopy(string original)
    {
        var bytes = File.ReadAllBytes(original);
        if (!ElfVersionNeed.MakeWeak(bytes, UnusedVersion))
        {
            throw FederationErrors.NativeLibrary.Exception(original, $"it does not load, and not because of {UnusedVersion}: {Reason(original)}");
        }

        var beside = Path.Combine(Path.GetDirectoryName(original)!, Copy);
        if (TryWrite(beside, bytes))
        {
            return NativeLibrary.Load(beside);
        }

        // A read-only installation. The folder is new and the user's own, so that nobody else can put a library there; a loaded file
        // needs its name no longer.
        var folder = Directory.CreateTempSubdirectory("orleansfederation-");
        try
        {
            var copy = Path.Combine(folder.FullName, Library);
            File.WriteAllBytes(copy, bytes);
            return NativeLibrary.Load(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes a file whole or not at all, whoever else writes the same at the same time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <returns>Whether the file has this content now; false where its folder cannot be written to.</returns>
    internal static bool TryWrite(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return true;
        }

        var temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            // Read-only or full; either way the copy goes elsewhere. What was begun is removed, if there is anything.
            try
            {
                File.Delete(temporary);
            }
            catch (Exception still) when (still is UnauthorizedAccessException or IOException)
            {
                return false;
            }

            return false;
        }
    }

    /// <summary>The folder of the native libraries: the program's own, or the one for this platform under <c>runtimes</c>.</summary>
    /// <exception cref="FederationException">FED2005 where there is none.</exception>
    internal static string FindFolder()
    {
        var root = AppContext.BaseDirectory;
        var named = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] folders = [root, Path.Combine(root, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), .. named];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Library)))
            ?? throw FederationErrors.NativeLibrary.Exception(root, $"{Library} is neither there nor in runtimes/{RuntimeInformation.RuntimeIdentifier}/native");
    }

    private static string Reason(string library)
    {
        try
        {
            NativeLibrary.Load(library);
            return "it loads now";
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            return refused.Message;
        }
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
