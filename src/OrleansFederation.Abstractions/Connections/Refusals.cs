using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Connections;

/// <summary>Says which connections were refused and why. Each is counted; no more than some a second are logged one by one, so that a flood does not fill the disk.</summary>
internal sealed partial class Refusals(TimeProvider clock, ILogger<Refusals> logger)
{
    private const int LoggedPerSecond = 20;

    private static readonly Meter Meter = new("OrleansFederation");
    private static readonly Counter<long> Count = Meter.CreateCounter<long>("of.connections.refused", description: "Connections that were refused or cut off, by cause.");

    private readonly Lock _turn = new();
    private long _second = long.MinValue;
    private int _logged;
    private int _leftOut;

    /// <summary>Reports a refusal.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cause">The kind of cause, for counting.</param>
    /// <param name="reason">What exactly, for people.</param>
    public void Report(ConnectionContext connection, string cause, string reason)
    {
        Count.Add(1, new KeyValuePair<string, object?>("cause", cause));
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        int leftOut;
        lock (_turn)
        {
            if (second != _second)
            {
                (_second, _logged, leftOut, _leftOut) = (second, 0, _leftOut, 0);
            }
            else
            {
                leftOut = 0;
            }

            if (++_logged > LoggedPerSecond)
            {
                _leftOut++;
                return;
            }
        }

        if (leftOut > 0)
        {
            LogLeftOut(leftOut);
        }

        LogRefused(connection.RemoteEndPoint, connection.LocalEndPoint, cause, reason);
    }

    [LoggerMessage(2303, LogLevel.Warning, "Refused the connection from {Remote} at {Local} ({Cause}): {Reason}")]
    private partial void LogRefused(System.Net.EndPoint? remote, System.Net.EndPoint? local, string cause, string reason);

    [LoggerMessage(2304, LogLevel.Warning, "{Count} more connections were refused within a second")]
    private partial void LogLeftOut(int count);
}
