using Microsoft.Extensions.Logging;

namespace OrleansFederation.Rounds;

/// <summary>What the grain of a round logs.</summary>
internal sealed partial class RoundGrain
{
    [LoggerMessage(3001, LogLevel.Warning, "{Round} had not ended when its activation did")]
    private partial void LogStillRunning(string round);

    [LoggerMessage(3002, LogLevel.Information, "{Round} is left as it is ({Why}); it continues when the federation is resumed")]
    private partial void LogLeft(string why, string round);

    [LoggerMessage(3003, LogLevel.Error, "{Round} could not be driven")]
    private partial void LogBroken(Exception exception, string round);

    [LoggerMessage(3004, LogLevel.Warning, "The outcome of {Round} was not acknowledged; it is pushed again in {Pause}")]
    private partial void LogNotAcknowledged(Exception exception, string round, TimeSpan pause);

    [LoggerMessage(3320, LogLevel.Information, "{Round} is taken up for the {Epoch}. time")]
    private partial void LogTakenUp(string round, long epoch);

    [LoggerMessage(3321, LogLevel.Warning, "{Round} is driven elsewhere; this activation leaves it")]
    private partial void LogTakenOver(Exception exception, string round);

    [LoggerMessage(3350, LogLevel.Warning, "The cohort of {Round} could not be drawn")]
    private partial void LogNotDrawn(Exception exception, string round);

    [LoggerMessage(3390, LogLevel.Warning, "{Round}: {Reason}")]
    private partial void LogReadmitted(string round, string reason);
}
