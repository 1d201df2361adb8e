using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OrleansFederation.Calls;

namespace OrleansFederation.Connections;

/// <summary>
/// Watches the gateways of a connection. When one is lost, calls on the way through it are told so. A gateway that is frozen, or whose
/// machine died, keeps its connection open and silent: the connection is closed when a call over it got no answer, so that the next
/// attempt goes another way. Whoever wants to hear is told once for each time that a gateway stops answering.
/// </summary>
internal sealed class GatewayWatch(IReadOnlyList<IPEndPoint> gateways, TokenSource? tokens, Action<string>? notice, TimeProvider clock) : ICallPath, IDisposable
{
    /// <summary>How long an answer may take before a repeatable call is made again.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GatewayLink, bool> _links = new();
    private readonly Lock _turn = new();
    private readonly HashSet<string> _silent = [];
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
        Probe();
    }

    /// <summary>Looks after a connection to a gateway for as long as it is open.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var link = new GatewayLink(connection, clock);
        _links[link] = true;
        try
        {
            await next(connection);
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Restore();
        }
    }

    public void NoAnswer(long since)
    {
        // A call that was refused at once says nothing about the gateways; one that waited in vain does.
        if (clock.GetElapsedTime(since) >= Answer)
        {
            foreach (var link in _links.Keys.Where(link => link.IsUnansweredSince(since)))
            {
                Tell(link.Gateway, others: gateways.Count > 1);
                link.GiveUp();
            }
        }

        Probe();
    }

    private void Probe()
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

        foreach (var (gateway, _) in gateways.Zip(answers).Where(pair => !pair.Second))
        {
            Tell(gateway.ToString(), others: answers.Contains(true));
        }

        lock (_turn)
        {
            _silent.ExceptWith(gateways.Zip(answers).Where(pair => pair.Second).Select(pair => pair.First.ToString()));
        }
    }

    private void Tell(string gateway, bool others)
    {
        lock (_turn)
        {
            if (!_silent.Add(gateway))
            {
                return;
            }
        }

        notice?.Invoke($"gateway {gateway} does not answer; {(others ? "trying another" : "trying again")}");
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
