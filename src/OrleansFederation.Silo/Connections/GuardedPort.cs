using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Orleans.Serialization.Session;

namespace OrleansFederation.Connections;

/// <summary>A connection middleware: puts a <see cref="FrameGuard"/> before Orleans.</summary>
/// <param name="rules">What messages may look like.</param>
/// <param name="within">How long a preamble or a message may take.</param>
/// <param name="meet">Decides about a peer by its preamble.</param>
/// <param name="sessions">For reading preambles.</param>
/// <param name="refusals">Where refusals are reported.</param>
/// <param name="clock">The clock.</param>
internal sealed class GuardedPort(
    FrameRules rules, TimeSpan within, Func<ConnectionContext, Preamble, Acquaintance> meet, SerializerSessionPool sessions, Refusals refusals, TimeProvider clock)
{
    /// <summary>Guards a connection for as long as the next middleware works on it.</summary>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var open = context.Transport;
        using var guard = new FrameGuard(open.Input, rules, sessions, preamble => meet(context, preamble), reason =>
        {
            refusals.Report(context, "frame", reason);
            context.Abort(new ConnectionAbortedException(reason));
        });
        guard.Start(clock, within);
        context.Transport = new Pipes(guard, open.Output);
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = open;
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
