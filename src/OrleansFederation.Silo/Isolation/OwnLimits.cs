using System.Runtime.InteropServices;

namespace OrleansFederation.Isolation;

/// <summary>
/// What the process of a task takes from itself before it loads foreign code, on Linux: it writes no core, since that would hold data; it is the first
/// that the kernel ends where the machine has no memory; and the kernel refuses it data beyond its limit and a margin. The silo looks
/// every twentieth of a second and kills at the limit itself: the margin is what a process may gather between two looks. A limit of
/// address space would not do, since .NET reserves hundreds of gigabytes that it never uses.
/// </summary>
internal static partial class OwnLimits
{
    private const int Core = 4;
    private const int Data = 2;
    private const ulong Margin = 1UL << 30;
    private const string FirstToEnd = "1000";

    /// <summary>Sets the limits.</summary>
    /// <param name="memory">The bytes that the process may hold.</param>
    public static void Set(long memory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Limit(Core, 0);
        Limit(Data, (ulong)memory + Margin);
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", FirstToEnd);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The kernel was not told to end this process first: {fault.Message}");
        }
    }

    private static void Limit(int resource, ulong most)
    {
        var bounds = new Bounds(most, most);
        if (SetLimit(resource, in bounds) != 0)
        {
            Console.Error.WriteLine($"Limit {resource} was not set: error {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Bounds bounds);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Bounds(ulong Soft, ulong Hard);
}
