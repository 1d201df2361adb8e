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
    /// <summary>Runs the phase.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The new parameters and the freeze that was in force in the end.</returns>
    /// <exception cref="FederationException">FED3010 where a frozen update is lost for good.</exception>
    public async Task<Aggregate> RunAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        while (true)
        {
            var contributions = Contributions(freeze);
            var (partials, lost) = await FoldAsync(contributions, cancellationToken);
            if (lost.Count == 0)
            {
                return await ApplyAsync(freeze, contributions, partials, cancellationToken);
            }

            freeze = await RestoreAsync(freeze, lost, cancellationToken);
        }
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

    private async Task<(IReadOnlyList<ArtifactRef> Partials, IReadOnlyList<string> Lost)> FoldAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(contributions
            .GroupBy(pair => pair.Site, pair => pair.Contribution)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => context.Grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(group.Key)).FoldAsync(
                new(context.Plan.Federation, context.Plan.Number, context.Plan.Spec, group.Key, [.. group]), cancellationToken)));
        return ([.. results.Select(result => result.Partial).OfType<ArtifactRef>()], [.. results.SelectMany(result => result.Lost)]);
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
        var (inbox, plan) = (context.Inbox, context.Plan);
        List<(Participant Client, TaskKey Key)> waiting = [];
        List<string> gone = [];
        foreach (var client in lost.Select(id => inbox.Find(id)!))
        {
            var key = new TaskKey(TaskKind.Train, plan.Federation, plan.Number, client.Client, client.Attempt);
            inbox.Others.Remove(key);
            var refusal = await context.OrderAsync(TaskKind.Train, client.Client, client.Ordinal, client.Site, client.Attempt, plan.Base, cancellationToken);
            if (refusal is null)
            {
                waiting.Add((client, key));
            }
            else
            {
                gone.Add(client.Client);
            }
        }

        var began = context.Clock.GetTimestamp();
        while (waiting.Any(task => !inbox.Others.ContainsKey(task.Key)) && context.Clock.GetElapsedTime(began) < context.Spec.Sampling.Deadline)
        {
            await inbox.Changed.WaitAsync(context.Spec.Sampling.Deadline - context.Clock.GetElapsedTime(began), context.Clock, cancellationToken);
        }

        gone.AddRange(waiting
            .Where(task => inbox.Others.GetValueOrDefault(task.Key)?.Update != task.Client.Report!.Update)
            .Select(task => task.Client.Client));
        if (gone.Count == 0)
        {
            return freeze;
        }

        var left = freeze.Contributors.Except(gone, StringComparer.Ordinal).ToArray();
        return context.Spec.Sampling.OnError != ErrorPolicy.Strict && left.Length >= context.Spec.Sampling.Minimum
            ? await rounds.FreezeAsync(plan.Federation, plan.Number, RoundRules.MakeFreeze(freeze.Number + 1, inbox.Cohort, left), cancellationToken)
            : throw FederationErrors.UpdateLost.Exception($"client {string.Join(", ", gone)}", "its frozen update is missing or damaged, and training it again did not give the same bytes in time");
    }
}
