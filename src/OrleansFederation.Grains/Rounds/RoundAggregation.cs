using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Optimizers;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// The aggregating phase: each site folds its frozen updates and the partial sums are combined in site order, or, for a rule that needs all
/// updates, blocks of them are read from the sites; the new parameters are stored. A frozen update that is lost is trained again and must be the same; else the policy decides.
/// </summary>
internal sealed partial class RoundAggregation(IRoundStore rounds, IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>So many contributions go into one order: with the longest names half a megabyte.</summary>
    internal const int ContributionsAtOnce = 2_000;

    /// <summary>A frozen update at a site that restarts is worth waiting for longer than a client that has not trained yet.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(30);

    /// <summary>Runs the phase.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The new parameters and the freeze that was in force in the end.</returns>
    /// <exception cref="FederationException">
    /// FED3010 and FED3012 where a frozen update is lost for good or refused, and too few remain without it; FED3095 where no cluster has enough;
    /// FED3021 where a strict round waited for a site until its deadline; FED2006 where the base is damaged, or a partial sum stays missing.
    /// </exception>
    public Task<Aggregate> RunAsync(Freeze freeze, CancellationToken cancellationToken) => RestoringAsync<Aggregate>(freeze, TryAgainAsync, cancellationToken, narrows: context.Plan.Clusters.Count > 0);

    /// <summary>Scores the frozen updates, where the spec asks for it and they have no scores yet, and leaves out those that are flagged.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The freeze in force afterwards.</returns>
    /// <exception cref="FederationException">FED3010 where a frozen update is lost for good; FED3009 where one could not be tried.</exception>
    public async Task<Freeze> ScreenAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        RoundScreening screening = new(rounds, artifacts, exporter, context);
        return screening.IsDone(freeze) ? freeze : await RestoringAsync(freeze, TryScreenAsync, cancellationToken);

        async Task<(Freeze? Freeze, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryScreenAsync(Freeze now, CancellationToken cancellation)
        {
            if (screening.IsDone(now))
            {
                return (now, [], []);
            }

            var (contributions, _) = Contributions(now);
            try
            {
                var (inForce, lost) = await screening.TryAsync(now, contributions, Within, cancellation);
                return (inForce, lost, []);
            }
            catch (FederationException offline) when (!IsStrict && offline.Code == FederationErrors.SiteOffline.Code && AwayOf(contributions) is { Count: > 0 } away)
            {
                return (null, [], away);
            }
        }
    }

    /// <summary>Folds and applies, where every frozen update is there.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>
    /// The aggregate; null where updates are lost, or are at sites that are away for longer than the policy waits, or, where neither is
    /// named, a partial sum is gone.
    /// </returns>
    /// <exception cref="FederationException">FED3021 where a strict round waited for a site until its deadline.</exception>
    public async Task<(Aggregate? Aggregate, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        if (context.Plan.Clusters.Count > 0)
        {
            return await Clusters.TryAsync(freeze, cancellationToken);
        }

        var (contributions, figures) = Contributions(freeze);
        try
        {
            var (blocks, lost, away) = await OpenAsync(contributions, figures, cancellationToken);
            using (blocks)
            {
                return blocks is not null && await ApplyAsync(freeze, contributions, figures, blocks, cancellationToken) is { } aggregate
                    ? (aggregate, [], [])
                    : (null, blocks?.Lost ?? lost, away);
            }
        }
        catch (FederationException offline) when (!IsStrict && offline.Code == FederationErrors.SiteOffline.Code)
        {
            // The site went away while its sum or its updates were read.
            return (null, [], AwayOf(contributions));
        }
    }

    private List<string> AwayOf(IReadOnlyList<(string Site, Contribution Contribution)> contributions) =>
        [.. contributions.Where(pair => !context.Cluster.Reaches(pair.Site)).Select(pair => pair.Contribution.Client)];

    private IAggregationRule Rule => AggregationRules.Find(context.Aggregation.Rule)
        ?? throw FederationErrors.InvalidValue.Exception("aggregation", $"there is no rule '{context.Aggregation.Rule}'");

    private bool IsStrict => context.Spec.Sampling.OnError == ErrorPolicy.Strict;

    /// <summary>The longest to wait for a site that is away: a strict round waits until its deadline, another half a minute.</summary>
    private TimeSpan Within => IsStrict || context.Spec.Sampling.Deadline < AwayFor ? context.Spec.Sampling.Deadline : AwayFor;

    private (IReadOnlyList<(string Site, Contribution Contribution)> Contributions, UpdateFigures[] Figures) Contributions(Freeze freeze)
    {
        var chosen = freeze.Contributors.Select(client => context.Inbox.Find(client)
            ?? throw FederationErrors.UpdateLost.Exception($"client {client}", "the freeze names it, but the cohort does not")).ToArray();
        AggregationRules.Require(Rule, context.Aggregation, chosen.Length);
        UpdateFigures[] figures = [.. chosen.Select(client => FiguresOf(client.Report!) with { Staleness = context.Plan.Number - (client.Begun ?? context.Plan.Number) })];
        var weights = Rule is ILinearRule rule
            ? rule.Weigh(figures, context.Aggregation)
            : [.. chosen.Select(_ => 1.0 / chosen.Length)];
        return ([.. chosen.Select((client, i) => (client.Site, new Contribution(client.Client, client.Ordinal, client.Attempt, client.Report!.Update!, client.Report.Examples, weights[i]) { Begun = client.Begun ?? 0 }))], figures);
    }

    private static UpdateFigures FiguresOf(TaskReport report) =>
        new(report.Examples) { Norm = report.Norm, LocalSteps = report.LocalSteps, InitialLoss = report.InitialLoss };

    /// <summary>Begins the aggregate; null where updates are lost, a site is away, or one lost the sum that it was folding.</summary>
    private async Task<(IAggregateBlocks? Blocks, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> OpenAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, UpdateFigures[] figures, CancellationToken cancellationToken)
    {
        if (!Rule.IsLinear)
        {
            return (new UpdateBlocks(Rule, context, contributions, figures, Within), [], []);
        }

        if (!context.Spec.Training.Scaffold || Participation.Of(context.Spec, figures).Steps is not null)
        {
            return await FoldAsync(contributions, null, null, cancellationToken);
        }

        // Where all took as many steps, their mean by steps follows from the aggregate; here it is a sum of its own.
        var steps = ControlVariates.Steps(figures);
        var byStep = await FoldAsync(
            [.. contributions.Select((pair, i) => (pair.Site, pair.Contribution with { Weight = 1 / (contributions.Count * steps[i]) }))], ControlVariates.Name, null, cancellationToken);
        if (byStep.Blocks is null)
        {
            return byStep;
        }

        var both = await FoldAsync(contributions, null, byStep.Blocks, cancellationToken);
        if (both.Blocks is null)
        {
            byStep.Blocks.Dispose();
        }

        return both;
    }

    /// <summary>Lets the sites fold, and opens the sums.</summary>
    /// <param name="contributions">What to fold, by which weights.</param>
    /// <param name="sum">Which sum it is; null for the aggregate.</param>
    /// <param name="byStep">What goes with the aggregate.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    private async Task<(PartialBlocks? Blocks, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> FoldAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, string? sum, PartialBlocks? byStep, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(contributions
            .GroupBy(pair => pair.Site, pair => pair.Contribution)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(async group => (Clients: group, Result: await FoldAsync(group.Key, [.. group], sum, cancellationToken))));
        var partials = results.Where(result => result.Result?.Partial is not null).Select(result => (Site: result.Clients.Key, Sum: result.Result!)).ToArray();
        var length = context.Model.Moving.Layout.Length;
        Problem[] wrong =
        [
            .. partials.Where(partial => partial.Sum.Partial!.Length != (long)length * sizeof(float)).Select(partial => FederationErrors.UpdateMismatch.At(
                RefusedUpdate.PlaceOfSite(partial.Site), $"its sum has {partial.Sum.Partial!.Length} bytes, not the {(long)length * sizeof(float)} of {length} float32")),
            .. results.Where(result => result.Result is { } folded && folded.Lost.Except(result.Clients.Select(contribution => contribution.Client), StringComparer.Ordinal).Any()).Select(result => FederationErrors.UpdateMismatch.At(
                RefusedUpdate.PlaceOfSite(result.Clients.Key), "it misses updates that it was not asked to fold")),
        ];
        return wrong.Length > 0
            ? throw new FederationException(wrong)
            : (
                partials.Length == results.Length ? PartialsOf(partials, contributions, byStep) : null,
                [.. results.SelectMany(result => result.Result?.Lost ?? []).Distinct(StringComparer.Ordinal)],
                [.. results.Where(result => result.Result is null).SelectMany(result => result.Clients).Select(contribution => contribution.Client)]);
    }

    /// <summary>Small sums are read from the sites that hold them, large ones from the store that took them.</summary>
    private PartialBlocks PartialsOf((string Site, FoldResult Sum)[] partials, IReadOnlyList<(string Site, Contribution Contribution)> contributions, PartialBlocks? byStep) => new(
        [
            .. partials.Select(partial => partial.Sum is { Held: { } key, Partial: { } held }
                ? new BlockReader(held, (offset, destination, cancellation) => context.ReadPieceAsync(partial.Site, key, held, offset, destination, Within, cancellation))
                : BlockReader.Of(artifacts, partial.Sum.Partial!)),
        ],
        cancellationToken => Task.WhenAll(partials.Where(partial => partial.Sum.Held is null)
            .Select(partial => artifacts.DiscardTransientAsync(partial.Sum.Partial!, cancellationToken))))
    {
        ByStep = byStep,
        Claims = [.. partials.Select(partial => new SumClaim(partial.Site, Rule.TrustsNorms ? MostOf(contributions.Where(pair => pair.Site == partial.Site)) : null))],
    };

    /// <summary>The greatest norm that the sum of updates has by their receipts.</summary>
    private double MostOf(IEnumerable<(string Site, Contribution Contribution)> contributions) => ReceiptNorms.Greatest(
        [.. contributions.Select(pair => (pair.Contribution.Weight, context.Inbox.Find(pair.Contribution.Client)!.Report!.Norm!.Value))], context.Model.Moving.Layout.Length);

    /// <summary>Folds a site's contributions, thousands of them in several messages: each goes on with the sum of the one before. Null where the site is away for too long.</summary>
    private async Task<FoldResult?> FoldAsync(string site, Contribution[] contributions, string? sum, CancellationToken cancellationToken)
    {
        var result = new FoldResult(null, []);
        try
        {
            for (var (part, done) = (0, 0); done < contributions.Length; part++, done += ContributionsAtOnce)
            {
                var some = contributions.Skip(done).Take(ContributionsAtOnce).ToArray();
                var order = new FoldOrder(context.Plan.Federation, context.Plan.Number, context.Plan.Spec, site, some)
                {
                    Part = part,
                    IsLast = done + some.Length == contributions.Length,
                    Onto = result.Partial,
                    Sum = sum ?? context.Sum,
                };
                result = await context.AtSiteAsync(site, trainer => trainer.FoldAsync(order, cancellationToken), Within, cancellationToken);
                if (result.Partial is null)
                {
                    break;
                }
            }

            return result;
        }
        catch (FederationException offline) when (!IsStrict && offline.Code == FederationErrors.SiteOffline.Code)
        {
            return null;
        }
    }

    private async Task<Aggregate?> ApplyAsync(
        Freeze freeze, IReadOnlyList<(string Site, Contribution Contribution)> contributions, UpdateFigures[] figures, IAggregateBlocks blocks, CancellationToken cancellationToken)
    {
        (ArtifactRef Parameters, ArtifactRef Onnx, IReadOnlyList<ServerVector> Server)? files;
        try
        {
            files = await new AggregateFiles(artifacts, exporter, context).WriteAsync(blocks, Participation.Of(context.Spec, figures), cancellationToken);
        }
        finally
        {
            await blocks.DiscardAsync(CancellationToken.None);
        }

        return files is { } written
            ? new(
                freeze,
                written.Parameters,
                written.Onnx,
                written.Server,
                [.. contributions.Select(pair => new Registry.Contributor(pair.Contribution.Client, pair.Site, pair.Contribution.Examples, pair.Contribution.Update.Digest) { Begun = pair.Contribution.Begun > 0 ? pair.Contribution.Begun : null })],
                Judge(contributions, figures, blocks.Weighing))
            { Next = (Rule as IAdaptiveRule)?.After(context.Aggregation, figures).Arguments }
            : null;
    }

    /// <summary>What became of each contributor: a rule that works number by number weighs nobody as a whole.</summary>
    private Dictionary<string, Judgement> Judge(IReadOnlyList<(string Site, Contribution Contribution)> contributions, UpdateFigures[] figures, Weighing? weighing) =>
        contributions.Select((pair, i) => (pair.Contribution.Client, Judgement: new Judgement(
            weighing is not null ? weighing.Weights[i] : Rule.IsLinear ? pair.Contribution.Weight : null,
            weighing is { Scores.Count: > 0 } ? weighing.Scores[i] : null,
            figures[i].Norm))).ToDictionary(pair => pair.Client, pair => pair.Judgement, StringComparer.Ordinal);
}
