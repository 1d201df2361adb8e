using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace OrleansFederation.Connections;

/// <summary>An open connection to a gateway, and when something was last said and heard on it.</summary>
internal sealed class GatewayLink
{
    private readonly ConnectionContext _connection;
    private readonly TimeProvider _clock;
    private readonly IDuplexPipe _plain;
    private long _heard;
    private long _said;

    public GatewayLink(ConnectionContext connection, TimeProvider clock)
    {
        (_connection, _clock, _plain, _heard) = (connection, clock, connection.Transport, clock.GetTimestamp());
        connection.Transport = new Pipes(
            new HeardReader(_plain.Input, () => Volatile.Write(ref _heard, _clock.GetTimestamp())),
            new SaidWriter(_plain.Output, () => Volatile.Write(ref _said, _clock.GetTimestamp())));
    }

    /// <summary>The gateway.</summary>
    public string Gateway => _connection.RemoteEndPoint?.ToString() ?? "";

    /// <summary>Whether something was said since a moment, and nothing heard.</summary>
    /// <param name="moment">A timestamp of the clock.</param>
    public bool IsUnansweredSince(long moment) => Volatile.Read(ref _said) >= moment && Volatile.Read(ref _heard) < moment;

    /// <summary>Closes the connection, so that what goes over it goes another way.</summary>
    public void GiveUp() => _connection.Abort(new ConnectionAbortedException($"The gateway {Gateway} does not answer."));

    /// <summary>Gives the connection back as it was.</summary>
    public void Restore() => _connection.Transport = _plain;

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
