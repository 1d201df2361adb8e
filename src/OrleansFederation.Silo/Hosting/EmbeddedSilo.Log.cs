namespace OrleansFederation.Hosting;

internal static partial class EmbeddedSiloLog
{
    [LoggerMessage(2000, LogLevel.Warning, "The silo did not stop within {Bound}")]
    public static partial void LogStopTimedOut(this ILogger logger, TimeSpan bound);
}
