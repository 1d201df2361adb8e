using System.Runtime.InteropServices;
using OrleansFederation.Output;

namespace OrleansFederation.Doctor;

/// <summary>Looks at the machine: runtime, processors, memory, disk.</summary>
internal static class MachineChecks
{
    private const int RuntimeMajor = 10;
    private const long EnoughMemory = 1L << 30;
    private const long EnoughDisk = 2L << 30;
    private const long LeastDisk = 100L << 20;

    /// <summary>The checks.</summary>
    public static IEnumerable<Check> Of(string stateDirectory) =>
    [
        Check.Of(".NET", DotNet), Check.Of("processors", Processors), Check.Of("memory", Memory), Check.Of("disk", () => Disk(stateDirectory)),
    ];

    private static Finding DotNet() => Environment.Version.Major >= RuntimeMajor
        ? Finding.Ok(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}")
        : new Finding(".NET", Verdict.Fail, RuntimeInformation.FrameworkDescription, $"Install .NET {RuntimeMajor}.");

    private static Finding Processors() => Environment.ProcessorCount > 1
        ? Finding.Ok("processors", $"{Environment.ProcessorCount}")
        : new Finding("processors", Verdict.Warn, "1: clients train one after another", "Run on a machine with two processors or more.");

    private static Finding Memory()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return memory >= EnoughMemory
            ? Finding.Ok("memory", Figures.Bytes(memory))
            : new Finding("memory", Verdict.Warn, Figures.Bytes(memory), "Give the process 1 GiB or more: MNIST with three clients takes 700 MB.");
    }

    private static Finding Disk(string stateDirectory)
    {
        var free = new DriveInfo(NearestFolder(stateDirectory)).AvailableFreeSpace;
        return free switch
        {
            < LeastDisk => new Finding("disk", Verdict.Fail, $"{Figures.Bytes(free)} free", "Free space, or give another directory with --state DIR."),
            < EnoughDisk => new Finding("disk", Verdict.Warn, $"{Figures.Bytes(free)} free", "Each round keeps about the model's size; free space, or set retention: { last: 3 }."),
            _ => Finding.Ok("disk", $"{Figures.Bytes(free)} free"),
        };
    }

    /// <summary>Gives the folder, or the nearest one above it that exists.</summary>
    internal static string NearestFolder(string path)
    {
        var folder = Path.GetFullPath(path);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }
}
