using OrleansFederation.Calls;

namespace OrleansFederation.Federations;

/// <summary>A stream of events that can be waited for with a bound, and be left behind when it no longer answers.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly GrainCaller _calls;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationToken _broken;
    private readonly IAsyncEnumerator<FederationEvent> _events;
    private Task<bool>? _next;

    public EventStream(GrainCaller calls, IAsyncEnumerable<FederationEvent> events)
    {
        _calls = calls;
        _broken = calls.Path.Broken;
        _events = events.GetAsyncEnumerator(_over.Token);
    }

    /// <summary>Waits for the next event.</summary>
    /// <param name="quiet">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(EventStreamState State, FederationEvent? Happened, Exception? Fault)> NextAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_broken, cancellationToken);
        try
        {
            if (_next is null)
            {
                _calls.Introduce();
                _next = _events.MoveNextAsync().AsTask();
            }

            var more = await _next.WaitAsync(quiet, _calls.Clock, bound.Token);
            _next = null;
            return more ? (EventStreamState.Given, _events.Current, null) : (EventStreamState.Ended, null, null);
        }
        catch (TimeoutException) when (_next is { IsCompleted: false })
        {
            return (EventStreamState.Silent, null, null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && _broken.IsCancellationRequested)
        {
            return (EventStreamState.Broken, null, e);
        }
        catch (Exception e) when (GrainCaller.IsTransient(e))
        {
            return (EventStreamState.Broken, null, e);
        }
    }

    /// <summary>Leaves the stream. Its other end may be dead: what becomes of the goodbye is of no interest, and nobody waits for it.</summary>
    public void Dispose()
    {
        _over.Cancel();
        _next?.Ignore();
        Task.Run(LeaveAsync).Ignore();
    }

    private async Task LeaveAsync()
    {
        _calls.Introduce();
        await _events.DisposeAsync();
        _over.Dispose();
    }
}
