using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
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

    private const int MostRepeats = 3;

    /// <summary>A frozen update at a site that restarts is worth waiting for longer than a client that has not trained yet.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Refold = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the phase.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The new parameters and the freeze that was in force in the end.</returns>
    /// <exception cref="FederationException">FED3010 where a frozen update is lost for good.</exception>
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

    /// <summary>Does something with the frozen updates until it is done; those that are lost meanwhile are trained again or, where the policy allows, dropped.</summary>
    private async Task<T> RestoringAsync<T>(
        Freeze freeze, Func<Freeze, CancellationToken, Task<(T? Done, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)>> tryAsync, CancellationToken cancellationToken, bool narrows = false)
        where T : class
    {
        for (var repeats = 0; ;)
        {
            freeze = narrows ? await Clusters.NarrowAsync(freeze, cancellationToken) : freeze;
            T? done;
            IReadOnlyList<string> lost, away;
            try
            {
                (done, lost, away) = await tryAsync(freeze, cancellationToken);
            }
            catch (FederationException refused) when (!IsStrict && RefusedUpdate.ClientOf(refused, freeze.Contributors) is not null)
            {
                freeze = await RefuseAsync(freeze, refused, cancellationToken);
                continue;
            }

            if (done is not null)
            {
                return done;
            }

            if (lost.Count > 0)
            {
                freeze = await RestoreAsync(freeze, lost, cancellationToken);
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
        var wrong = partials.Select(partial => partial.Sum.Partial!).FirstOrDefault(partial => partial.Length != (long)length * sizeof(float));
        return wrong is not null
            ? throw FederationErrors.UpdateMismatch.Exception($"the partial sum {wrong.Digest}", $"it has {wrong.Length} bytes, not the {(long)length * sizeof(float)} of {length} float32")
            : (
                partials.Length == results.Length ? PartialsOf(partials, byStep) : null,
                [.. results.SelectMany(result => result.Result?.Lost ?? [])],
                [.. results.Where(result => result.Result is null).SelectMany(result => result.Clients).Select(contribution => contribution.Client)]);
    }

    /// <summary>Small sums are read from the sites that hold them, large ones from the store that took them.</summary>
    private PartialBlocks PartialsOf((string Site, FoldResult Sum)[] partials, PartialBlocks? byStep) => new(
        [
            .. partials.Select(partial => partial.Sum is { Held: { } key, Partial: { } held }
                ? new BlockReader(held, (offset, destination, cancellation) => context.ReadPieceAsync(partial.Site, key, held, offset, destination, Within, cancellation))
                : BlockReader.Of(artifacts, partial.Sum.Partial!)),
        ],
        cancellationToken => Task.WhenAll(partials.Where(partial => partial.Sum.Held is null)
            .Select(partial => artifacts.DiscardTransientAsync(partial.Sum.Partial!, cancellationToken))))
    { ByStep = byStep };

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
                try
                {
                    result = await context.AtSiteAsync(site, trainer => trainer.FoldAsync(order, cancellationToken), Within, cancellationToken);
                }
                catch (FederationException refused) when (RefusedUpdate.IsElsewhere(refused, some.Select(contribution => contribution.Client)))
                {
                    throw FederationErrors.UpdateMismatch.Exception($"site {site}", $"it refuses an update that it was not asked to fold: {refused.Problems[0]}");
                }

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

    /// <summary>Trains lost updates again; those that do not come back the same are dropped by a further freeze, where policy and minimum allow.</summary>
    private async Task<Freeze> RestoreAsync(Freeze freeze, IReadOnlyList<string> lost, CancellationToken cancellationToken)
    {
        var (inbox, sampling) = (context.Inbox, context.Spec.Sampling);
        var clients = lost.Select(id => inbox.Find(id)!).ToDictionary(context.TaskOf);
        await new TaskGathering(context, [.. clients.Values.Select(client => context.TrainingOf(client, client.Report?.Cluster))])
        {
            Anew = true,
            IsSettled = gathering => sampling.OnError != ErrorPolicy.Strict && gathering.Away(AwayFor).Count == gathering.Open.Count(),
        }.RunAsync(cancellationToken);
        string[] gone = [.. clients.Where(pair => inbox.Others.GetValueOrDefault(pair.Key)?.Update != pair.Value.Report!.Update).Select(pair => pair.Value.Client)];
        return gone.Length == 0
            ? freeze
            : await DropAsync(freeze, gone, "its frozen update is missing or damaged, and training it again did not give the same bytes in time", cancellationToken);
    }

    /// <summary>Goes on without an update that is as its receipt says and was never one of this model: training it again would give the same.</summary>
    private async Task<Freeze> RefuseAsync(Freeze freeze, FederationException refused, CancellationToken cancellationToken)
    {
        var problem = refused.Problems[0];
        var client = RefusedUpdate.ClientOf(refused, freeze.Contributors)!;
        var participant = context.Inbox.Find(client)!;
        context.Inbox.Put(participant with { State = ParticipantState.Failed, Report = participant.Report! with { Failure = problem } });
        context.Tell(new() { Kind = FederationEventKind.ClientFailed, Client = client, Problem = problem });
        try
        {
            return await DropAsync(freeze, [client], problem.Cause, cancellationToken);
        }
        catch (FederationException tooFew) when (tooFew.Code == FederationErrors.UpdateLost.Code)
        {
            throw refused;
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
