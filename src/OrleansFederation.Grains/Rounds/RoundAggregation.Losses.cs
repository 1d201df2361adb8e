using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <content>Frozen updates that are gone, or are refused when they are read.</content>
internal sealed partial class RoundAggregation
{
    /// <summary>How often a partial sum is made again, and one update.</summary>
    private const int MostRepeats = 3;

    private static readonly TimeSpan Refold = TimeSpan.FromMilliseconds(200);

    private bool _isRepeated;

    /// <summary>Does something with the frozen updates until it is done; those that are lost meanwhile are trained again or, where the policy allows, left out.</summary>
    private async Task<T> RestoringAsync<T>(
        Freeze freeze, Func<Freeze, CancellationToken, Task<(T? Done, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)>> tryAsync, CancellationToken cancellationToken, bool narrows = false)
        where T : class
    {
        // Whoever comes here again, since the database was away meanwhile, may hold the freeze of the first time.
        freeze = _isRepeated ? await rounds.FreezeAsync(context.Tenure, freeze, cancellationToken) : freeze;
        _isRepeated = true;
        Dictionary<string, int> restored = new(StringComparer.Ordinal);
        for (var repeats = 0; ;)
        {
            freeze = await DropFailedAsync(freeze, cancellationToken);
            freeze = narrows ? await Clusters.NarrowAsync(freeze, cancellationToken) : freeze;
            T? done;
            IReadOnlyList<string> lost, away;
            try
            {
                (done, lost, away) = await tryAsync(freeze, cancellationToken);
            }
            catch (FederationException fault) when (RefusedBy(fault, freeze) is { Count: > 0 } refused)
            {
                // They are not what their receipts tell of them, or a site folded them into what they cannot give: training them again would give the same.
                freeze = await FailAsync(freeze, [.. refused.Keys], client => refused[client], cancellationToken);
                continue;
            }

            if (done is not null)
            {
                return done;
            }

            if (lost.Where(client => restored.GetValueOrDefault(client) >= MostRepeats).ToArray() is { Length: > 0 } again)
            {
                freeze = await FailAsync(
                    freeze, again, client => FederationErrors.UpdateLost.At($"client {client}", $"its frozen update was missing or damaged {MostRepeats + 1} times, although it was trained again each time"), cancellationToken);
            }
            else if (lost.Count > 0)
            {
                freeze = await RestoreAsync(freeze, lost, cancellationToken);
                foreach (var client in lost)
                {
                    restored[client] = restored.GetValueOrDefault(client) + 1;
                }
            }
            else if (away.Count > 0)
            {
                freeze = await DropAsync(freeze, away, "its site, which holds its frozen update, is offline", cancellationToken);
            }
            else if (++repeats > MostRepeats)
            {
                // A partial sum is gone where the database that held it crashed, or the site between two parts of its fold. It is made again.
                throw FederationErrors.ArtifactDamaged.Exception($"round {context.Plan.Number}", $"a site's partial sum was missing {repeats} times");
            }
            else
            {
                // A partial sum has no owner: an activation that drove the round before may have discarded the same bytes a moment ago.
                await Task.Delay(Refold, context.Clock, cancellationToken);
            }
        }
    }

    /// <summary>Trains lost updates again; those that do not come back the same count as their clients' failures, unless a site is away.</summary>
    private async Task<Freeze> RestoreAsync(Freeze freeze, IReadOnlyList<string> lost, CancellationToken cancellationToken)
    {
        var (inbox, sampling) = (context.Inbox, context.Spec.Sampling);
        var clients = lost.Select(id => inbox.Find(id)!).ToDictionary(context.TaskOf);
        TaskGathering gathering = new(context, [.. clients.Values.Select(client => context.TrainingOf(client, client.Report?.Cluster))])
        {
            Anew = true,
            IsSettled = gathering => sampling.OnError != ErrorPolicy.Strict && gathering.Away(AwayFor).Count == gathering.Open.Count(),
        };
        await gathering.RunAsync(cancellationToken);
        string[] gone = [.. clients.Where(pair => inbox.Others.GetValueOrDefault(pair.Key)?.Update != pair.Value.Report!.Update).Select(pair => pair.Value.Client)];
        var offline = gathering.Away(AwayFor);
        string[] failed = [.. gone.Where(client => !offline.Contains(client))];
        return failed.Length > 0 ? await FailAsync(freeze, failed, client => FederationErrors.UpdateLost.At($"client {client}", "its frozen update is missing or damaged, and training it again did not give the same bytes in time"), cancellationToken)
            : gone.Length > 0 ? await DropAsync(freeze, gone, "its frozen update is missing or damaged, and its site is offline", cancellationToken)
            : freeze;
    }

    private async Task<Freeze> DropAsync(Freeze freeze, IReadOnlyList<string> gone, string why, CancellationToken cancellationToken)
    {
        if (context.Spec.Async is not null)
        {
            // What is gone counts in no later round either.
            return await FailAsync(freeze, gone, client => FederationErrors.UpdateLost.At($"client {client}", why), cancellationToken);
        }

        IReadOnlyList<string> left = [.. freeze.Contributors.Except(gone, StringComparer.Ordinal)];
        return MayGoOnWith(left)
            ? await rounds.FreezeAsync(context.Tenure, RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, left), cancellationToken)
            : throw FederationErrors.UpdateLost.Exception($"client {string.Join(", ", gone)}", why);
    }

    /// <summary>
    /// Writes that clients failed whose updates are frozen, and, where that is known already, who contributes without them. An asynchronous
    /// round fills its buffer again afterwards, and one that has too few left fails: <see cref="DropFailedAsync"/> goes on from what is written, also after a death in between.
    /// </summary>
    private async Task<Freeze> FailAsync(Freeze freeze, IReadOnlyList<string> clients, Func<string, Problem> why, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> left = [.. freeze.Contributors.Except(clients, StringComparer.Ordinal)];
        var next = context.Spec.Async is null && MayGoOnWith(left) ? RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, left) : freeze;
        Participant[] failed = [.. clients.Select(id => context.Inbox.Find(id)!).Select(client => client with { State = ParticipantState.Failed, Report = client.Report! with { Failure = why(client.Client) } })];
        var inForce = await rounds.FailAsync(context.Tenure, next, failed, cancellationToken);
        foreach (var client in failed)
        {
            context.Inbox.Put(client);
            context.Tell(new() { Kind = FederationEventKind.ClientFailed, Client = client.Client, Problem = client.Report!.Failure });
        }

        return inForce;
    }

    /// <summary>Leaves out those that have failed since they were frozen, where policy and minimum allow.</summary>
    private async Task<Freeze> DropFailedAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        Participant[] failed = [.. freeze.Contributors.Select(context.Inbox.Find).OfType<Participant>().Where(client => client.State == ParticipantState.Failed)];
        if (failed.Length == 0)
        {
            return freeze;
        }

        // Further updates may have come in, or come in now.
        var left = context.Spec.Async is { } asynchronous && !IsStrict
            ? await RefillAsync(asynchronous.Buffer, cancellationToken)
            : [.. freeze.Contributors.Except(failed.Select(client => client.Client), StringComparer.Ordinal)];
        return MayGoOnWith(left)
            ? await rounds.FreezeAsync(context.Tenure, RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, left), cancellationToken)
            : throw new FederationException([.. failed.Select(client => client.Report!.Failure!).Distinct()]);
    }

    private IReadOnlyDictionary<string, Problem> RefusedBy(FederationException fault, Freeze freeze) =>
        RefusedUpdate.Of(fault, [.. freeze.Contributors.Select(context.Inbox.Find).OfType<Participant>().Select(client => (client.Client, client.Site))]);

    private bool MayGoOnWith(IReadOnlyList<string> left) =>
        !IsStrict && left.Count >= context.Spec.Sampling.Minimum && (context.Plan.Clusters.Count == 0 || Clusters.Counted(left).Count > 0);

    /// <summary>
    /// Fills the buffer of an asynchronous round again; where updates are missing, those of clients that still train are waited for until the
    /// deadline. A round that was taken up after its freeze has ordered nothing yet; where a site is at it already, an order changes nothing.
    /// </summary>
    private async Task<IReadOnlyList<string>> RefillAsync(int buffer, CancellationToken cancellationToken)
    {
        var (inbox, began) = (context.Inbox, context.Clock.GetTimestamp());
        var dispatch = new TaskDispatch(context, inbox.IsOpen);
        foreach (var client in inbox.Cohort.Where(client => client.State == ParticipantState.Selected))
        {
            dispatch.Add(context.TrainingOf(client));
        }

        while (true)
        {
            inbox.ThrowIfTakenOver();
            var filled = AsyncCohort.Fill(inbox.Cohort, buffer);
            var left = context.Spec.Sampling.Deadline - context.Clock.GetElapsedTime(began);
            if (filled.Count >= buffer || inbox.Tally.Open == 0 || left <= TimeSpan.Zero)
            {
                return filled;
            }

            var refusals = await dispatch.OrderAsync(cancellationToken);
            foreach (var (task, refusal) in refusals)
            {
                await inbox.ReceiveAsync(context.FailureOf(task, refusal));
            }

            if (refusals.Count == 0)
            {
                await inbox.Changed.WaitAsync(dispatch.Next is { } next && next < left ? next : left, context.Clock, cancellationToken);
            }
        }
    }
}
