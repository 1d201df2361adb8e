using OrleansFederation.Errors;
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
            var work = await Outage.OutlastAsync(
                async () => await TakeUpAsync(plan, spec, await draw.DrawAsync(changed, Told, either.Token)),
                fault => LogNotDrawn(fault, this.GetPrimaryKeyString()), clock, either.Token);
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

        void Told(FederationEvent happened)
        {
            Tell(happened);
            if (happened.Kind == FederationEventKind.ClientsReadmitted)
            {
                LogReadmitted(this.GetPrimaryKeyString(), happened.Reason!);
            }
        }
    }
}
