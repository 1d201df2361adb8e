using System.Runtime.InteropServices;

namespace OrleansFederation.Isolation;

/// <summary>The group of a process and of what it started: killed at once, also where a parent in between has ended.</summary>
internal static partial class ProcessGroup
{
    private const int Kill9 = 9;

    /// <summary>Makes the calling process the leader of a group of its own.</summary>
    public static void Lead()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // It fails only for the leader of a session, which leads a group already.
            _ = SetGroup(0, 0);
        }
    }

    /// <summary>Kills all of a group; does nothing where there is no group of this number.</summary>
    /// <param name="leader">The leader's process id.</param>
    public static void Kill(int leader)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // A process that had not yet made its group is killed by its own id, by the caller.
            _ = Signal(-leader, Kill9);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
