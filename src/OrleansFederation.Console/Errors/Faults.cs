namespace OrleansFederation.Errors;

/// <summary>Finds the problems behind an exception.</summary>
internal static class Faults
{
    // The low words of ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and of errno ENOSPC, in which .NET reports a full disk.
    private static readonly int[] DiskFullCodes = [0x27, 0x70, 28];

    /// <summary>Gives the problems that an exception carries; none where it is an unexpected fault.</summary>
    public static IReadOnlyList<Problem> ProblemsOf(Exception exception)
    {
        foreach (var e in Chain(exception))
        {
            switch (e)
            {
                case FederationException known:
                    return known.Problems;
                case IOException io when Array.IndexOf(DiskFullCodes, io.HResult & 0xFFFF) >= 0:
                    return [FederationErrors.DiskFull.At("disk", io.Message)];
                case TimeoutException:
                    return [FederationErrors.TimedOut.At("call", e.Message)];
                case DllNotFoundException or BadImageFormatException:
                    return [FederationErrors.NativeLibrary.At("native library", e.Message)];
            }
        }

        return [];
    }

    /// <summary>Gives the exit code of problems: that of the first.</summary>
    public static int ExitCodeOf(IReadOnlyList<Problem> problems) =>
        problems.Count == 0 ? ExitCodes.Fault : FederationErrors.Find(problems[0].Code)?.ExitCode ?? ExitCodes.Fault;

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        yield return exception;
        var inner = exception is AggregateException many ? many.Flatten().InnerExceptions : exception.InnerException is { } one ? [one] : [];
        foreach (var e in inner.SelectMany(Chain))
        {
            yield return e;
        }
    }
}
