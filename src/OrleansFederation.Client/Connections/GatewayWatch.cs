using System.Net;
using System.Net.Sockets;
using OrleansFederation.Calls;

namespace OrleansFederation.Connections;

/// <summary>
/// Watches the gateways of a connection. When one is lost, calls on the way through it are told so; and whoever wants to hear is told
/// which one it was, once for each time that it stops answering.
/// </summary>
internal sealed class GatewayWatch(IReadOnlyList<IPEndPoint> gateways, TokenSource? tokens, Action<string>? notice, TimeProvider clock) : ICallPath, IDisposable
{
    /// <summary>How long an answer may take before a repeatable call is made again.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private readonly HashSet<IPEndPoint> _silent = [];
    private readonly CancellationTokenSource _over = new();
    private CancellationTokenSource _broken = new();
    private Task _probing = Task.CompletedTask;

    public TimeSpan? AnswerWithin => Answer;

    public CancellationToken Broken
    {
        get
        {
            lock (_turn)
            {
                return _broken.Token;
            }
        }
    }

    public string? Token => tokens?.Current();

    /// <summary>Takes note of how many gateways are connected.</summary>
    public void Count(int now, int before)
    {
        if (now >= before)
        {
            return;
        }

        CancellationTokenSource broken;
        lock (_turn)
        {
            (broken, _broken) = (_broken, new());
        }

        // Not disposed: calls that took its token a moment ago may still ask it. It holds nothing.
        broken.Cancel();
        NoAnswer();
    }

    public void NoAnswer()
    {
        lock (_turn)
        {
            if (_probing.IsCompleted && !_over.IsCancellationRequested)
            {
                _probing = Task.Run(ProbeAsync);
            }
        }
    }

    public void Dispose() => _over.Cancel();

    private async Task ProbeAsync()
    {
        var answers = await Task.WhenAll(gateways.Select(AnswersAsync));
        if (_over.IsCancellationRequested)
        {
            return;
        }

        foreach (var (gateway, answers1) in gateways.Zip(answers))
        {
            if (answers1)
            {
                _silent.Remove(gateway);
            }
            else if (_silent.Add(gateway))
            {
                notice?.Invoke($"gateway {gateway} does not answer; {(answers.Contains(true) ? "trying another" : "no other does either, trying again")}");
            }
        }
    }

    private async Task<bool> AnswersAsync(IPEndPoint gateway)
    {
        using var socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), bound, ProbeWithin, Timeout.InfiniteTimeSpan);
        try
        {
            await socket.ConnectAsync(gateway, bound.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
