using System.Diagnostics;
using System.Globalization;

namespace OrleansFederation.Isolation;

/// <summary>
/// The memory that a process holds for itself: anonymous and shared pages that are resident. Pages of files, such as libtorch's half
/// gigabyte of code, are not counted: they can be dropped at any time.
/// </summary>
internal static class ProcessMemory
{
    private static readonly string[] Counted = ["RssAnon:", "RssShmem:"];

    /// <summary>The bytes that a process and what it started hold; 0 where it has ended.</summary>
    /// <param name="process">The process id.</param>
    public static long Of(int process) => OperatingSystem.IsLinux() ? Tree(process) : Whole(process);

    private static long Tree(int process)
    {
        var total = Own(process);
        foreach (var child in Children(process))
        {
            total += Tree(child);
        }

        return total;
    }

    private static long Own(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").Where(line => Counted.Any(name => line.StartsWith(name, StringComparison.Ordinal))).Sum(Bytes);
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return 0;
        }
    }

    private static IEnumerable<int> Children(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").SelectMany(ChildrenOfThread)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static IEnumerable<int> ChildrenOfThread(string thread)
    {
        try
        {
            return [.. File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // The thread has ended, or the kernel does not tell.
            return [];
        }
    }

    private static long Bytes(string line) =>
        long.TryParse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : 0;

    private static long Whole(int process)
    {
        try
        {
            using var seen = Process.GetProcessById(process);
            return seen.WorkingSet64;
        }
        catch (ArgumentException)
        {
            return 0;
        }
    }
}
