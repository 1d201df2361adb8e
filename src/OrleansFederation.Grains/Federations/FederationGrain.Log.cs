using Microsoft.Extensions.Logging;

namespace OrleansFederation.Federations;

internal sealed partial class FederationGrain
{
    [LoggerMessage(3200, LogLevel.Information, "{Federation} was driven by nobody and is resumed at round {Round}")]
    private partial void LogResumed(string federation, int round);

    [LoggerMessage(3201, LogLevel.Warning, "The baseline {Federation} was refused: {Problem}")]
    private partial void LogBaselineRefused(string federation, string problem);

    [LoggerMessage(3202, LogLevel.Warning, "{Federation} round {Round}: a failure of tenure {Epoch} is not believed, since the round was taken up again")]
    private partial void LogOutdated(string federation, int round, long epoch);

    [LoggerMessage(3203, LogLevel.Warning, "The reminder of {Federation} could not be written; it is tried again")]
    private partial void LogNoReminder(Exception exception, string federation);

    [LoggerMessage(3346, LogLevel.Warning, "{Federation} does not select {Client} up to round {Until}: it was flagged too often")]
    private partial void LogQuarantined(string federation, string client, int until);
}
