using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// The aggregating phase: each site folds its frozen updates, the partial sums are combined in site order, and the new parameters are
/// stored. A frozen update that is lost is trained again and must be the same; else the policy decides.
/// </summary>
internal sealed class RoundAggregation(IRoundStore rounds, IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>A frozen update at a site that restarts is worth waiting for longer than a client that has not trained yet.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Refold = TimeSpan.FromMilliseconds(200);
    private const int MostFolds = 10;

    /// <summary>Runs the phase.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The new parameters and the freeze that was in force in the end.</returns>
    /// <exception cref="FederationException">FED3010 where a frozen update is lost for good.</exception>
    public async Task<Aggregate> RunAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        for (var folds = 1; ; folds++)
        {
            IReadOnlyList<string> lost, away;
            try
            {
                (var aggregate, lost, away) = await TryAsync(freeze, cancellationToken);
                if (aggregate is not null)
                {
                    return aggregate;
                }
            }
            catch (FederationException fault) when (fault.Code == FederationErrors.ArtifactDamaged.Code && folds < MostFolds)
            {
                // A partial sum has no owner: an activation that drove the round before may have discarded the same bytes a moment ago.
                await Task.Delay(Refold, context.Clock, cancellationToken);
                continue;
            }

            freeze = lost.Count > 0
                ? await RestoreAsync(freeze, lost, cancellationToken)
                : await DropAsync(freeze, away, "its site, which holds its frozen update, is offline", cancellationToken);
        }
    }

    /// <summary>Folds and applies, where every frozen update is there.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The aggregate; null where updates are lost, or are at sites that are away for longer than the policy waits.</returns>
    /// <exception cref="FederationException">FED3021 where a strict round waited for a site until its deadline.</exception>
    public async Task<(Aggregate? Aggregate, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        var contributions = Contributions(freeze);
        var (partials, lost, away) = await FoldAsync(contributions, cancellationToken);
        return lost.Count == 0 && away.Count == 0
            ? (await ApplyAsync(freeze, contributions, partials, cancellationToken), [], [])
            : (null, lost, away);
    }

    private IReadOnlyList<(string Site, Contribution Contribution)> Contributions(Freeze freeze)
    {
        var chosen = freeze.Contributors.Select(client => context.Inbox.Find(client)
            ?? throw FederationErrors.UpdateLost.Exception($"client {client}", "the freeze names it, but the cohort does not")).ToArray();
        var rule = AggregationRules.Find(context.Spec.Aggregation) as ILinearRule
            ?? throw FederationErrors.InvalidValue.Exception("aggregation", $"there is no linear rule '{context.Spec.Aggregation}'");
        var weights = rule.Weigh([.. chosen.Select(client => client.Report!.Examples)]);
        return [.. chosen.Select((client, i) => (client.Site, new Contribution(client.Client, client.Ordinal, client.Attempt, client.Report!.Update!, client.Report.Examples, weights[i])))];
    }

    private async Task<(IReadOnlyList<ArtifactRef> Partials, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> FoldAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(contributions
            .GroupBy(pair => pair.Site, pair => pair.Contribution)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => FoldAsync(new FoldOrder(context.Plan.Federation, context.Plan.Number, context.Plan.Spec, group.Key, [.. group]), cancellationToken)));
        return (
            [.. results.Select(result => result.Result?.Partial).OfType<ArtifactRef>()],
            [.. results.SelectMany(result => result.Result?.Lost ?? [])],
            [.. results.Where(result => result.Result is null).SelectMany(result => result.Order.Contributions).Select(contribution => contribution.Client)]);
    }

    /// <summary>Folds at a site. A strict round waits for one that is away until its deadline; another has no result of it after half a minute.</summary>
    private async Task<(FoldOrder Order, FoldResult? Result)> FoldAsync(FoldOrder order, CancellationToken cancellationToken)
    {
        var (strict, deadline) = (context.Spec.Sampling.OnError == ErrorPolicy.Strict, context.Spec.Sampling.Deadline);
        try
        {
            var within = strict || deadline < AwayFor ? deadline : AwayFor;
            return (order, await context.AtSiteAsync(order.Site, trainer => trainer.FoldAsync(order, cancellationToken), within, cancellationToken));
        }
        catch (FederationException offline) when (!strict && offline.Code == FederationErrors.SiteOffline.Code)
        {
            return (order, null);
        }
    }

    private async Task<Aggregate> ApplyAsync(
        Freeze freeze, IReadOnlyList<(string Site, Contribution Contribution)> contributions, IReadOnlyList<ArtifactRef> partials, CancellationToken cancellationToken)
    {
        var layout = context.Model.Layout;
        var file = await artifacts.ReadAsync(context.Plan.Base, cancellationToken);
        var values = Safetensors.View(layout, file.Span, $"the parameters {context.Plan.Base.Digest}").ToArray();
        List<ReadOnlyMemory<float>> sums = [];
        foreach (var partial in partials)
        {
            sums.Add(FloatMemory.View(await artifacts.ReadAsync(partial, cancellationToken), layout.Length, $"the partial sum {partial.Digest}"));
        }

        PartialSums.Apply(values, (sums.Count == 1 ? sums[0] : PartialSums.Combine(sums)).Span);

        // Both wait for the disk, so they wait together.
        var parameters = artifacts.WriteAsync(Safetensors.Write(layout, values), cancellationToken);
        var onnx = artifacts.WriteAsync(exporter.Export(context.Spec.Model, values), cancellationToken);
        await Task.WhenAll((IEnumerable<Task>)[parameters, onnx, .. partials.Select(partial => artifacts.DiscardTransientAsync(partial, cancellationToken))]);
        return new(freeze, await parameters, await onnx, [.. contributions.Select(pair => new Registry.Contributor(pair.Contribution.Client, pair.Site, pair.Contribution.Examples, pair.Contribution.Update.Digest))]);
    }

    /// <summary>Trains lost updates again; those that do not come back the same are dropped by a further freeze, where policy and minimum allow.</summary>
    private async Task<Freeze> RestoreAsync(Freeze freeze, IReadOnlyList<string> lost, CancellationToken cancellationToken)
    {
        var (inbox, plan, sampling) = (context.Inbox, context.Plan, context.Spec.Sampling);
        var clients = lost.Select(id => inbox.Find(id)!).ToDictionary(client => new TaskKey(TaskKind.Train, plan.Federation, plan.Number, client.Client, client.Attempt));
        var dispatch = new TaskDispatch(context, key => !inbox.Others.ContainsKey(key));
        foreach (var (key, client) in clients)
        {
            inbox.Others.Remove(key);
            dispatch.Add(new(key, client.Ordinal, client.Site, plan.Base));
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

    private async Task<Freeze> DropAsync(Freeze freeze, IReadOnlyList<string> gone, string why, CancellationToken cancellationToken)
    {
        var left = freeze.Contributors.Except(gone, StringComparer.Ordinal).ToArray();
        return context.Spec.Sampling.OnError != ErrorPolicy.Strict && left.Length >= context.Spec.Sampling.Minimum
            ? await rounds.FreezeAsync(context.Tenure, RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, left), cancellationToken)
            : throw FederationErrors.UpdateLost.Exception($"client {string.Join(", ", gone)}", why);
    }
}
