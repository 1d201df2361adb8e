using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <content>What becomes of frozen updates that are lost or refused.</content>
internal sealed partial class RoundAggregation
{
    /// <summary>Trains lost updates again; those that do not come back the same are dropped by a further freeze, where policy and minimum allow.</summary>
    private async Task<Freeze> RestoreAsync(Freeze freeze, IReadOnlyList<string> lost, CancellationToken cancellationToken)
    {
        var (inbox, sampling) = (context.Inbox, context.Spec.Sampling);
        var clients = lost.Select(id => inbox.Find(id)!).ToDictionary(context.TaskOf);
        var dispatch = new TaskDispatch(context, key => !inbox.Others.ContainsKey(key));
        foreach (var (key, client) in clients)
        {
            inbox.Others.Remove(key);
            dispatch.Add(context.TrainingOf(client, client.Report?.Cluster));
        }

        var began = context.Clock.GetTimestamp();
        while (true)
        {
            foreach (var (task, refusal) in await dispatch.OrderAsync(cancellationToken))
            {
                inbox.Others[task.Key] = new() { Key = task.Key, Site = task.Site, StartedAt = context.Clock.GetUtcNow(), Failure = refusal };
            }

            var open = clients.Keys.Count(key => !inbox.Others.ContainsKey(key));
            var left = sampling.Deadline - context.Clock.GetElapsedTime(began);
            if (open == 0 || left <= TimeSpan.Zero || (sampling.OnError != ErrorPolicy.Strict && dispatch.Unavailable(AwayFor).Count == open))
            {
                break;
            }

            await inbox.Changed.WaitAsync(dispatch.Next is { } next && next < left ? next : left, context.Clock, cancellationToken);
        }

        string[] gone = [.. clients.Where(pair => inbox.Others.GetValueOrDefault(pair.Key)?.Update != pair.Value.Report!.Update).Select(pair => pair.Value.Client)];
        return gone.Length == 0
            ? freeze
            : await DropAsync(freeze, gone, "its frozen update is missing or damaged, and training it again did not give the same bytes in time", cancellationToken);
    }

    private IReadOnlyDictionary<string, Problem> RefusedBy(FederationException fault, Freeze freeze) =>
        RefusedUpdate.Of(fault, [.. freeze.Contributors.Select(context.Inbox.Find).OfType<Participant>().Select(client => (client.Client, client.Site))]);

    /// <summary>Goes on without updates that are not what their receipts tell of them, or that a site folded into what they cannot give: training them again would give the same.</summary>
    private async Task<Freeze> RefuseAsync(Freeze freeze, IReadOnlyDictionary<string, Problem> refused, FederationException fault, CancellationToken cancellationToken)
    {
        foreach (var (client, problem) in refused)
        {
            var participant = context.Inbox.Find(client)!;
            context.Inbox.Put(participant with { State = ParticipantState.Failed, Report = participant.Report! with { Failure = problem } });
            context.Tell(new() { Kind = FederationEventKind.ClientFailed, Client = client, Problem = problem });
        }

        try
        {
            return await DropAsync(freeze, [.. refused.Keys], fault.Problems[0].Cause, cancellationToken);
        }
        catch (FederationException tooFew) when (tooFew.Code == FederationErrors.UpdateLost.Code)
        {
            throw fault;
        }
    }

    private async Task<Freeze> DropAsync(Freeze freeze, IReadOnlyList<string> gone, string why, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> left = [.. freeze.Contributors.Except(gone, StringComparer.Ordinal)];
        if (context.Spec.Async is { } asynchronous)
        {
            // Further updates may have come in: they fill the buffer again. What is gone counts in no later round either.
            foreach (var client in gone.Select(id => context.Inbox.Find(id)!))
            {
                context.Inbox.Put(client with { State = ParticipantState.Failed, Report = client.Report! with { Failure = FederationErrors.UpdateLost.At($"client {client.Client}", why) } });
            }

            left = await RefillAsync(asynchronous.Buffer, cancellationToken);
        }

        return context.Spec.Sampling.OnError != ErrorPolicy.Strict && left.Count >= context.Spec.Sampling.Minimum
            ? await rounds.FreezeAsync(context.Tenure, RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, left), cancellationToken)
            : throw FederationErrors.UpdateLost.Exception($"client {string.Join(", ", gone)}", why);
    }

    /// <summary>Fills the buffer of an asynchronous round again; where updates are missing, those of clients that still train are waited for until the deadline.</summary>
    private async Task<IReadOnlyList<string>> RefillAsync(int buffer, CancellationToken cancellationToken)
    {
        var began = context.Clock.GetTimestamp();
        while (true)
        {
            var filled = AsyncCohort.Fill(context.Inbox.Cohort, buffer);
            var left = context.Spec.Sampling.Deadline - context.Clock.GetElapsedTime(began);
            if (filled.Count >= buffer || context.Inbox.Tally.Open == 0 || left <= TimeSpan.Zero)
            {
                return filled;
            }

            await context.Inbox.Changed.WaitAsync(left, context.Clock, cancellationToken);
        }
    }
}
