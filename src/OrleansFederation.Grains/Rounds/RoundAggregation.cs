using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// The aggregating phase: each site folds its frozen updates and the partial sums are combined in site order, or, for a rule that needs all
/// updates, blocks of them are read from the sites; the new parameters are stored. A frozen update that is lost is trained again and must be the same; else the policy decides.
/// </summary>
internal sealed class RoundAggregation(IRoundStore rounds, IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>So many contributions go into one order: with the longest names half a megabyte.</summary>
    internal const int ContributionsAtOnce = 2_000;

    private const int MostRepeats = 3;

    /// <summary>Runs the phase.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The new parameters and the freeze that was in force in the end.</returns>
    /// <exception cref="FederationException">FED3010 where a frozen update is lost for good.</exception>
    public async Task<Aggregate> RunAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        for (var repeats = 0; ;)
        {
            var contributions = Contributions(freeze);
            var (blocks, lost) = await OpenAsync(contributions, cancellationToken);
            using (blocks)
            {
                if (blocks is not null && await ApplyAsync(freeze, contributions, blocks, cancellationToken) is { } aggregate)
                {
                    return aggregate;
                }

                lost = blocks?.Lost ?? lost;
            }

            if (lost.Count > 0)
            {
                freeze = await RestoreAsync(freeze, lost, cancellationToken);
            }
            else if (++repeats > MostRepeats)
            {
                // A partial sum is gone where the database that held it crashed, or the site between two parts of its fold. It is made again.
                throw FederationErrors.ArtifactDamaged.Exception($"round {context.Plan.Number}", $"a site's partial sum was missing {repeats} times");
            }
        }
    }

    private IAggregationRule Rule => AggregationRules.Find(context.Spec.Aggregation)
        ?? throw FederationErrors.InvalidValue.Exception("aggregation", $"there is no rule '{context.Spec.Aggregation}'");

    private IReadOnlyList<(string Site, Contribution Contribution)> Contributions(Freeze freeze)
    {
        var chosen = freeze.Contributors.Select(client => context.Inbox.Find(client)
            ?? throw FederationErrors.UpdateLost.Exception($"client {client}", "the freeze names it, but the cohort does not")).ToArray();
        var weights = Rule is ILinearRule rule
            ? rule.Weigh([.. chosen.Select(client => client.Report!.Examples)])
            : [.. chosen.Select(_ => 1.0 / chosen.Length)];
        return [.. chosen.Select((client, i) => (client.Site, new Contribution(client.Client, client.Ordinal, client.Attempt, client.Report!.Update!, client.Report.Examples, weights[i])))];
    }

    /// <summary>Begins the aggregate; null where updates are lost, or a site lost the sum that it was folding.</summary>
    private async Task<(IAggregateBlocks? Blocks, IReadOnlyList<string> Lost)> OpenAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, CancellationToken cancellationToken)
    {
        if (Rule is IBlockRule rule)
        {
            return (new UpdateBlocks(rule, context, contributions), []);
        }

        var results = await Task.WhenAll(contributions
            .GroupBy(pair => pair.Site, pair => pair.Contribution)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => FoldAsync(group.Key, [.. group], cancellationToken)));
        ArtifactRef[] partials = [.. results.Select(result => result.Partial).OfType<ArtifactRef>()];
        var wrong = partials.FirstOrDefault(partial => partial.Length != (long)context.Model.Layout.Length * sizeof(float));
        return wrong is not null
            ? throw FederationErrors.UpdateMismatch.Exception($"the partial sum {wrong.Digest}", $"it has {wrong.Length} bytes, not the {(long)context.Model.Layout.Length * sizeof(float)} of {context.Model.Layout.Length} float32")
            : (partials.Length == results.Length ? new PartialBlocks(artifacts, partials) : null, [.. results.SelectMany(result => result.Lost)]);
    }

    /// <summary>Folds a site's contributions, thousands of them in several messages: each goes on with the sum of the one before.</summary>
    private async Task<FoldResult> FoldAsync(string site, Contribution[] contributions, CancellationToken cancellationToken)
    {
        var trainer = context.Grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site));
        var result = new FoldResult(null, []);
        for (var (part, done) = (0, 0); done < contributions.Length; part++, done += ContributionsAtOnce)
        {
            var some = contributions.Skip(done).Take(ContributionsAtOnce).ToArray();
            result = await trainer.FoldAsync(
                new(context.Plan.Federation, context.Plan.Number, context.Plan.Spec, site, some) { Part = part, IsLast = done + some.Length == contributions.Length, Onto = result.Partial },
                cancellationToken);
            if (result.Partial is null)
            {
                break;
            }
        }

        return result;
    }

    private async Task<Aggregate?> ApplyAsync(
        Freeze freeze, IReadOnlyList<(string Site, Contribution Contribution)> contributions, IAggregateBlocks blocks, CancellationToken cancellationToken)
    {
        (ArtifactRef Parameters, ArtifactRef Onnx)? files;
        try
        {
            files = await new AggregateFiles(artifacts, exporter, context).WriteAsync(blocks, cancellationToken);
        }
        finally
        {
            await blocks.DiscardAsync(CancellationToken.None);
        }

        return files is { } written
            ? new(freeze, written.Parameters, written.Onnx, [.. contributions.Select(pair => new Registry.Contributor(pair.Contribution.Client, pair.Site, pair.Contribution.Examples, pair.Contribution.Update.Digest))])
            : null;
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
