using Microsoft.Extensions.Logging;

namespace OrleansFederation.Rounds;

internal static partial class RoundContextLog
{
    [LoggerMessage(3310, LogLevel.Warning, "{Federation} round {Round}: {Count} clients wait for their site: {Problem}")]
    public static partial void LogUnavailable(this ILogger logger, string federation, int round, int count, string problem);

    [LoggerMessage(3311, LogLevel.Warning, "{Federation} round {Round}: {Count} tasks that {Silo} held are ordered again")]
    public static partial void LogTakenBack(this ILogger logger, string federation, int round, int count, string silo);

    [LoggerMessage(3312, LogLevel.Warning, "{Federation} round {Round} met an outage; the step is tried again")]
    public static partial void LogInterrupted(this ILogger logger, Exception exception, string federation, int round);

    [LoggerMessage(3314, LogLevel.Debug, "{Federation} round {Round}: {Silo} holds {Kind} for {Client}")]
    public static partial void LogHeld(this ILogger logger, string federation, int round, string silo, Training.TaskKind kind, string client);

    [LoggerMessage(3313, LogLevel.Information, "{Federation} round {Round}: the task of {Client} could not be cancelled")]
    public static partial void LogNotCancelled(this ILogger logger, Exception exception, string federation, int round, string client);
}
