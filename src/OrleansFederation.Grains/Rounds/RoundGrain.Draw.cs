using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <content>Rounds whose cohort is drawn by what is measured.</content>
internal sealed partial class RoundGrain
{
    /// <summary>Draws a cohort by what is measured, which may have to wait for sites, and drives the round with it.</summary>
    private async Task DrawAsync(RoundPlan plan, FederationSpec spec)
    {
        await Task.Yield();
        var changed = new Signal();
        cluster.Watch(changed);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancelled!.Token, _stopping.Token);
            var draw = new CohortDraw(plan, spec, rounds, cluster, clock);
            var (work, readmission) = await Outage.OutlastAsync(
                async () =>
                {
                    var (cohort, readmission) = await draw.DrawAsync(changed, Tell, either.Token);
                    var work = await TakeUpAsync(plan, spec, cohort);

                    // A draw before an outage may be the one in the rows; who was readmitted to it is not known any more.
                    return (work, IsTaken(cohort) ? readmission : Readmission.Nobody);
                },
                fault => LogNotDrawn(fault, this.GetPrimaryKeyString()), clock, either.Token);
            Tell(readmission);
            await work();
        }
        catch (OperationCanceledException) when (_cancelled!.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            LogLeft("it was not drawn yet", this.GetPrimaryKeyString());
        }
        catch (Exception exception) when (RoundRun.IsTakenOver(exception))
        {
            LogTakenOver(exception, this.GetPrimaryKeyString());
            Leave();
            resumption.RequestLater(Key.Federation);
        }
        catch (Exception exception)
        {
            LogNotDrawn(exception, this.GetPrimaryKeyString());
            await PushAsync(Failed(plan.Number, Failures.Of(exception, $"round {plan.Number}"), epoch: 0));
        }
        finally
        {
            cluster.Leave(changed);
        }
    }

    private bool IsTaken(IReadOnlyList<Participant> cohort) =>
        cohort.Select(client => (client.Client, client.Steps)).ToHashSet().SetEquals(_inbox!.Cohort.Select(client => (client.Client, client.Steps)));

    private void Tell(Readmission readmission)
    {
        if (readmission.Reason is { } reason)
        {
            Tell(new FederationEvent { Kind = FederationEventKind.ClientsReadmitted, Cohort = [.. readmission.Again.Concat(readmission.Released).Distinct().Take(RoundNews.Few).Select(client => client.Id)], Reason = reason });
            LogReadmitted(this.GetPrimaryKeyString(), reason);
        }
    }
}
