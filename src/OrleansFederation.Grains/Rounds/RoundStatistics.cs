using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Preprocessing;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Before the first training: every site gathers the statistics of its columns, they are merged in site order, and preprocessing is fitted
/// to them; where each client has its own, every client's are gathered singly. Doing it again gives the same bytes. All sites are needed, whatever the policy: what is fitted holds for the whole federation.
/// </summary>
internal sealed class RoundStatistics(RoundContext context, IArtifactStore artifacts)
{
    // A thousand columns of ten thousand buckets; more is no statistics.
    private const long LargestFile = 256L << 20;

    /// <summary>Fits it.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The fitted preprocessing, owned by the federation.</returns>
    /// <exception cref="FederationException">The problem of a site that failed; FED3021 where one is away until the deadline; FED3004 where one has not reported by then.</exception>
    public async Task<ArtifactRef> FitAsync(CancellationToken cancellationToken)
    {
        var (input, spec) = (RawInput.Of(context.Spec), context.Spec.Preprocessing!);
        var isPersonal = spec.Fit == FittedTo.Client;
        WantedTask[] tasks = isPersonal
            ? [.. context.Roster.Select(client => new WantedTask(KeyOf(client.Id), client.Ordinal, client.Site, context.Plan.Base))]
            :
            [
                .. context.Roster.Select(client => client.Site).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(site => new WantedTask(KeyOf(site), -1, site, context.Plan.Base)),
            ];
        await GatherAsync(tasks, cancellationToken);
        var (all, each) = (new DataStatistics(input), new Dictionary<string, DataStatistics>(StringComparer.Ordinal));
        foreach (var task in tasks)
        {
            var read = DataStatistics.Read(input, await ReadAsync(task, cancellationToken), $"the statistics of site {task.Site}");
            if (isPersonal)
            {
                each.Add(task.Key.Client, read);
            }
            else
            {
                all.Merge(read);
            }
        }

        var fitted = await artifacts.WriteAsync((isPersonal ? Preprocessors.Fit(spec, each) : Preprocessors.Fit(spec, all)).Write(), cancellationToken);
        await artifacts.ReferenceAsync([fitted], GrainKeys.Federation(context.Plan.Federation), cancellationToken);
        return fitted;
    }

    private async Task GatherAsync(IReadOnlyList<WantedTask> tasks, CancellationToken cancellationToken)
    {
        // What was told before an outage interrupted this is forgotten: the site may be another process now, and gathering again gives the same.
        var deadline = context.Spec.Sampling.Deadline;
        var open = await new TaskGathering(context, tasks) { Anew = true, IsSettled = _ => FailureAmong(tasks) is not null }.RunAsync(cancellationToken);
        if (FailureAmong(tasks) is { } failed)
        {
            throw new FederationException(failed);
        }

        if (open.Count > 0)
        {
            throw open.FirstOrDefault(task => !context.Cluster.Reaches(task.Site)) is { } away
                ? FederationErrors.SiteOffline.Exception($"site {away.Site}", "its statistics are needed before the first round, and no silo of the cluster carries it")
                : FederationErrors.DeadlinePassed.Exception($"site {string.Join(", ", open.Select(task => task.Site))}", $"its statistics had not been gathered within {deadline}");
        }
    }

    private Problem? FailureAmong(IReadOnlyList<WantedTask> tasks) =>
        tasks.Select(task => context.Inbox.Others.GetValueOrDefault(task.Key)?.Failure is { } failure ? failure with { Place = $"statistics of site {task.Site}, {failure.Place}" } : null)
            .FirstOrDefault(failure => failure is not null);

    private async Task<byte[]> ReadAsync(WantedTask task, CancellationToken cancellationToken)
    {
        var file = context.Inbox.Others[task.Key].Update!;
        if (file.Length > LargestFile)
        {
            throw FederationErrors.StatisticsMalformed.Exception($"the statistics of site {task.Site}", $"they have {file.Length} bytes");
        }

        var content = new byte[file.Length];
        using var reader = new BlockReader(file, (offset, destination, cancellation) =>
            context.ReadPieceAsync(task.Site, task.Key, file, offset, destination, context.Spec.Sampling.Deadline, cancellation));
        return await reader.TryReadAsync(content, cancellationToken) && reader.Matches()
            ? content
            : throw FederationErrors.StatisticsMalformed.Exception($"the statistics of site {task.Site}", "the site no longer holds what it reported");
    }

    // A client may be called as its site is; clients' attempts begin with 1.
    private TaskKey KeyOf(string siteOrClient) => new(TaskKind.Statistics, context.Plan.Federation, context.Plan.Number, siteOrClient, 0);
}
