using System.Diagnostics;
using System.Globalization;

namespace OrleansFederation.Isolation;

/// <summary>How the process of a task is started: the silo's own program again, with a folder of its own and next to nothing of the silo's environment.</summary>
internal static class WorkerProgram
{
    private const string Program = "OrleansFederation.Silo";

    // Paths, language and .NET; FED_DATA and FED_CACHE are folders. Everything else may be a secret.
    private static readonly string[] Passed =
        ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "FED_DATA", "FED_CACHE", "SystemRoot"];

    /// <summary>Makes the start of a task's process.</summary>
    /// <param name="folder">The task's folder.</param>
    /// <param name="memory">The bytes that it may hold: .NET's heap goes no further than that, so that most of what is too much is an error with a stack.</param>
    /// <param name="variables">What else of the environment it sees, with commas between.</param>
    public static ProcessStartInfo Start(TaskFolder folder, long memory, string variables)
    {
        var host = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? Program + ".exe" : Program);
        var start = new ProcessStartInfo(File.Exists(host) ? host : "dotnet") { WorkingDirectory = folder.Location };
        if (start.FileName != host)
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, Program + ".dll"));
        }

        start.ArgumentList.Add(SiteWorker.Verb);
        start.ArgumentList.Add(folder.Location);
        var given = start.Environment.ToDictionary();
        start.Environment.Clear();
        foreach (var name in Passed.Concat(variables.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(given.ContainsKey))
        {
            start.Environment[name] = given[name];
        }

        start.Environment["TMPDIR"] = folder.Temporary;
        start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
