using System.Runtime.InteropServices;

namespace OrleansFederation.Training;

/// <summary>Starts the threads that train.</summary>
internal static partial class LaneThread
{
    private const int PriorityOfProcess = 0;
    private const int CallingThread = 0;
    private const int Niceness = 10;

    /// <summary>Starts a thread of lower priority than the silo's own, so that grains answer while clients train.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="work">What it does.</param>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            Lower();
            work();
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return thread;
    }

    private static void Lower()
    {
        if (OperatingSystem.IsLinux())
        {
            // On Linux, 0 names the calling thread and not its process. A thread may always lower itself; where a sandbox forbids even
            // that, training works all the same, so the result is not looked at.
            _ = SetPriority(PriorityOfProcess, CallingThread, Niceness);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int niceness);
}
