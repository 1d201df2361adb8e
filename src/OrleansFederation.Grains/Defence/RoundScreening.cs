using OrleansFederation.Artifacts;
using OrleansFederation.Inference;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Defence;

/// <summary>
/// Looks at every frozen update singly before any is aggregated: scores them, and freezes again without those that are left out. Scores
/// and freeze are one write, so that a round that dies before it scores again and comes to the same, and one that dies after it goes on.
/// </summary>
internal sealed class RoundScreening(IRoundStore rounds, IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    private const int AllBlocks = 1 << 24;
    private const int LeastBlock = 1 << 12;
    private const int LongestBlock = UpdatePiece.LargestLength / sizeof(float) / MedianAlignment.Granule * MedianAlignment.Granule;

    /// <summary>Whether there is nothing to do: no defence, scored already, or too few to compare.</summary>
    /// <param name="freeze">The freeze in force.</param>
    public bool IsDone(Freeze freeze) =>
        context.Spec.Defence is null || freeze.Contributors.Count < Screening.Fewest || context.Inbox.Cohort.Any(client => client.Scores is not null);

    /// <summary>Scores the updates and writes what follows.</summary>
    /// <param name="freeze">The freeze in force, of three contributors or more.</param>
    /// <param name="contributions">The contributions in ordinal order.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The freeze in force afterwards; null where updates are lost.</returns>
    /// <exception cref="Errors.FederationException">FED3009 where an update could not be tried; FED3012; FED3020; FED3021.</exception>
    public async Task<(Freeze? Freeze, IReadOnlyList<string> Lost)> TryAsync(
        Freeze freeze, IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within, CancellationToken cancellationToken)
    {
        var (measures, lost) = await TryMeasureAsync(contributions, within, cancellationToken);
        if (measures is null)
        {
            return (null, lost);
        }

        var screening = Screening.Of(context.Spec, measures);
        var excluded = screening.Excluded.ToHashSet();
        Participant[] scored =
        [
            .. contributions.Select((pair, i) => context.Inbox.Find(pair.Contribution.Client)!).Select((client, i) => client with
            {
                Scores = screening.Scores[i],
                State = excluded.Contains(i) ? ParticipantState.Flagged : client.State,
            }),
        ];
        var remaining = excluded.Count == 0
            ? freeze
            : RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, [.. scored.Where(client => client.State != ParticipantState.Flagged).Select(client => client.Client)]);
        var inForce = await rounds.FlagAsync(context.Tenure, remaining, scored, cancellationToken);
        foreach (var client in scored)
        {
            context.Inbox.Put(client);
        }

        return (inForce, []);
    }

    private async Task<(UpdateMeasures? Measures, IReadOnlyList<string> Lost)> TryMeasureAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within, CancellationToken cancellationToken)
    {
        var blockLength = Math.Clamp(AllBlocks / contributions.Count / MedianAlignment.Granule * MedianAlignment.Granule, LeastBlock, LongestBlock);
        var alignment = new MedianAlignment(contributions.Count);
        using (UpdatePass pass = new(context, contributions, blockLength, within))
        {
            if (!await pass.TryAllAsync(blocks => alignment.Add(blocks, Environment.ProcessorCount), cancellationToken))
            {
                return (null, pass.Lost);
            }
        }

        NormCheck.Require(context, contributions, alignment.Norms);

        IReadOnlyList<double>? losses = [];
        IReadOnlyList<string> lost = [];
        if (AnomalyScores.Of(context.Spec.Defence!).Any(score => score.NeedsLosses))
        {
            (losses, lost) = await new UpdateTrials(artifacts, exporter, context).TryAsync(contributions, within, cancellationToken);
        }

        return losses is null ? (null, lost) : (new(alignment.Norms, alignment.Cosines, losses), []);
    }
}
