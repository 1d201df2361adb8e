using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Keeps tasks going at their sites: orders them, remembers the silo that accepted each, and orders them again, with the same key and
/// so the same result, when that silo has left the cluster. A site that cannot be reached is no failure of its clients: their tasks
/// wait until it is back. Each pass costs what has changed, not what there is.
/// </summary>
/// <param name="context">The round.</param>
/// <param name="isOpen">Tells whether a task is still wanted.</param>
internal sealed class TaskDispatch(RoundContext context, Func<TaskKey, bool> isOpen)
{
    private const int OrdersAtOnce = 64;

    private readonly SortedDictionary<string, SiteQueue> _sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<WantedTask>> _held = new(StringComparer.Ordinal);
    private long _seen = -1;

    /// <summary>Wants a task done.</summary>
    /// <param name="task">The task.</param>
    public void Add(WantedTask task)
    {
        if (!_sites.TryGetValue(task.Site, out var site))
        {
            _sites[task.Site] = site = new(context.Clock);
        }

        site.Waiting.Enqueue(task);
    }

    /// <summary>When the next try is due, at the latest; null while nothing waits.</summary>
    public TimeSpan? Next => _sites.Values.Where(site => site.Waiting.Count > 0).Select(site => (TimeSpan?)site.UntilNext).Min();

    /// <summary>The clients whose site could not be reached for at least a time.</summary>
    /// <param name="atLeast">The time.</param>
    public IReadOnlySet<string> Unavailable(TimeSpan atLeast) => _sites.Values
        .Where(site => site.UnreachedFor >= atLeast)
        .SelectMany(site => site.Waiting)
        .Where(task => isOpen(task.Key))
        .Select(task => task.Key.Client)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Orders what is due.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The tasks that their sites refused for good.</returns>
    public async Task<IReadOnlyList<(WantedTask Task, Problem Problem)>> OrderAsync(CancellationToken cancellationToken)
    {
        if (context.Cluster.Version is var version && version != _seen)
        {
            _seen = version;
            TakeBack();
        }

        List<(WantedTask, Problem)> refused = [];
        foreach (var found in await Task.WhenAll(_sites.Values.Where(site => site.Waiting.Count > 0 && site.IsDue).Select(site => OrderAsync(site, cancellationToken))))
        {
            refused.AddRange(found);
        }

        return refused;
    }

    /// <summary>Cancels what is worked on at silos that are there; best effort, since the reports would change nothing.</summary>
    public async Task CancelAsync()
    {
        var open = _held.Where(held => context.Cluster.IsActive(held.Key)).SelectMany(held => held.Value).Where(task => isOpen(task.Key));
        foreach (var group in open.Chunk(OrdersAtOnce))
        {
            await Task.WhenAll(group.Select(task => context.CancelAsync(task.Key)));
        }
    }

    private void TakeBack()
    {
        foreach (var silo in _held.Keys.Where(silo => !context.Cluster.IsActive(silo)).ToArray())
        {
            _held.Remove(silo, out var tasks);
            var lost = tasks!.Where(task => isOpen(task.Key)).ToArray();
            foreach (var task in lost)
            {
                Add(task);
            }

            context.TellTakenBack(silo, lost.Length);
            TrainingInstruments.Reissue(lost.Length);
        }

        foreach (var site in _sites.Values)
        {
            site.TryAtOnce();
        }
    }

    private async Task<List<(WantedTask, Problem)>> OrderAsync(SiteQueue site, CancellationToken cancellationToken)
    {
        List<(WantedTask, Problem)> refused = [];
        while (site.Take(OrdersAtOnce, isOpen) is { Length: > 0 } group)
        {
            var answers = await Task.WhenAll(group.Select(task => context.OrderAsync(task, cancellationToken)));
            Problem? offline = null;
            foreach (var (task, answer) in group.Zip(answers))
            {
                if (answer.Silo is { } silo)
                {
                    Hold(silo, task);
                    context.Logger.LogHeld(context.Plan.Federation, context.Plan.Number, silo, task.Key.Kind, task.Key.Client);
                }
                else if (answer.Refusal!.Code == FederationErrors.SiteOffline.Code)
                {
                    offline = answer.Refusal;
                    site.Waiting.Enqueue(task);
                }
                else
                {
                    refused.Add((task, answer.Refusal));
                }
            }

            if (offline is not null)
            {
                if (site.NoteUnreached())
                {
                    context.TellUnavailable(offline, [.. site.Waiting.Where(task => isOpen(task.Key)).Select(task => task.Key.Client)]);
                }

                break;
            }

            site.NoteReached();
        }

        return refused;
    }

    private void Hold(string silo, WantedTask task)
    {
        if (!_held.TryGetValue(silo, out var tasks))
        {
            _held[silo] = tasks = [];
        }

        tasks.Add(task);
    }
}
