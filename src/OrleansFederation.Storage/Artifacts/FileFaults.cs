using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Tells what a fault of the file system means to a user.</summary>
internal static class FileFaults
{
    private const int NoSpaceUnix = 28;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int NoSpaceWindows = unchecked((int)0x80070070);
    private const int HandleFullWindows = unchecked((int)0x80070027);

    /// <summary>Gives the error for a fault: FED2004 where the disk is full, FED2010 where it cannot be used otherwise; null for other exceptions.</summary>
    /// <param name="exception">The fault.</param>
    /// <param name="path">The file or folder.</param>
    public static FederationException? Translate(Exception exception, string path) => exception switch
    {
        IOException io when IsFull(io) => new(FederationErrors.DiskFull.At(path, "the file system has no space left"), exception),
        IOException or UnauthorizedAccessException => new(FederationErrors.StateUnusable.At(path, exception.Message), exception),
        _ => null,
    };

    private static bool IsFull(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is NoSpaceWindows or HandleFullWindows
        : exception.HResult is NoSpaceUnix || exception.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux);
}
