using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Orders tasks whose outcomes are kept in memory only, and waits until all are there, or the round's deadline has passed, or what has
/// come in settles the matter. A site's refusal counts as an outcome: a failure. For one run.
/// </summary>
/// <param name="context">The round.</param>
/// <param name="tasks">The tasks.</param>
internal sealed class TaskGathering(RoundContext context, IReadOnlyList<WantedTask> tasks)
{
    private readonly TaskDispatch _dispatch = new(context, key => !context.Inbox.Others.ContainsKey(key));

    /// <summary>Whether outcomes told before are forgotten, since what a site held then may be gone; otherwise they count.</summary>
    public bool Anew { get; init; }

    /// <summary>Tells of what has come in whether no more is to be waited for; null where all tasks are wanted.</summary>
    public Func<TaskGathering, bool>? IsSettled { get; init; }

    /// <summary>The tasks without an outcome.</summary>
    public IEnumerable<WantedTask> Open => tasks.Where(task => !context.Inbox.Others.ContainsKey(task.Key));

    /// <summary>The clients of tasks without an outcome whose site could not be reached for at least a time.</summary>
    /// <param name="atLeast">The time.</param>
    public IReadOnlySet<string> Away(TimeSpan atLeast) => _dispatch.Unavailable(atLeast);

    /// <summary>Orders them and waits.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The tasks without an outcome, in their order. The outcomes are in the inbox.</returns>
    public async Task<IReadOnlyList<WantedTask>> RunAsync(CancellationToken cancellationToken)
    {
        var (inbox, clock, deadline) = (context.Inbox, context.Clock, context.Spec.Sampling.Deadline);
        foreach (var task in tasks)
        {
            if (Anew)
            {
                inbox.Others.Remove(task.Key);
            }

            _dispatch.Add(task);
        }

        var began = clock.GetTimestamp();
        while (true)
        {
            foreach (var (task, refusal) in await _dispatch.OrderAsync(cancellationToken))
            {
                inbox.Others[task.Key] = context.FailureOf(task, refusal);
            }

            // Counted before they are looked through: thousands report, and each wakes this up.
            var left = deadline - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || (inbox.Others.Count >= tasks.Count && !Open.Any()) || IsSettled?.Invoke(this) == true)
            {
                return [.. Open];
            }

            await inbox.Changed.WaitAsync(_dispatch.Next is { } next && next < left ? next : left, clock, cancellationToken);
        }
    }
}
