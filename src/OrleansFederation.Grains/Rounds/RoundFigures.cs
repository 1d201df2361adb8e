using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The figures of a round's evaluations: merged once, and from then on as they are.</summary>
/// <param name="Central">Those on the central test set, with tallies.</param>
/// <param name="Federated">Those of all clients, with tallies.</param>
/// <param name="Clients">Those of each client, without.</param>
/// <param name="Sites">Those of each site, without, but where they are a fold's.</param>
/// <param name="SiteMean">The means over sites.</param>
internal sealed record RoundFigures(
    Metrics? Central,
    Metrics? Federated,
    IReadOnlyDictionary<string, Metrics> Clients,
    IReadOnlyList<SiteEvaluation> Sites,
    EvaluationFigures? SiteMean)
{
    /// <summary>How accuracy is spread over clients.</summary>
    public ClientSpread? Spread { get; init; }

    /// <summary>The same of the version itself, where clients have models of their own.</summary>
    public ClientSpread? SharedSpread { get; init; }

    /// <summary>The largest cohort of which each client's figures have intervals: those of thousands would not fit a message.</summary>
    public const int MostIntervals = 200;

    /// <summary>The largest cohort of which each client has more than loss and accuracy.</summary>
    public const int MostFigures = 1_000;

    /// <summary>No figures.</summary>
    public static RoundFigures None { get; } = new(null, null, new Dictionary<string, Metrics>(), [], null);

    /// <summary>Computes the figures.</summary>
    /// <param name="evaluations">The reports.</param>
    /// <param name="isFold">Whether they are of a fold: its sites keep tallies, which are merged with those of other folds.</param>
    public static RoundFigures Of(IReadOnlyList<TaskReport> evaluations, bool isFold = false)
    {
        var central = evaluations.FirstOrDefault(report => report.Key.Kind == TaskKind.EvaluateCentral)?.Metrics;
        (string Client, string Site, Metrics Metrics, Metrics? Shared)[] clients =
        [
            .. evaluations.Where(report => report.Key.Kind == TaskKind.Evaluate && report.Metrics is not null)
                .DistinctBy(report => report.Key.Client, StringComparer.Ordinal)
                .Select(report => (report.Key.Client, report.Site, report.Metrics!, report.Shared)),
        ];
        var byClient = clients.Select(client => client.Site).Distinct(StringComparer.Ordinal).Count() == 1;
        var condensed = clients.ToDictionary(client => client.Client, client => EvaluationSummary.Condense(client.Metrics), StringComparer.Ordinal);
        SiteEvaluation[] sites =
        [
            .. clients.GroupBy(client => byClient ? client.Client : client.Site, StringComparer.Ordinal).OrderBy(site => site.Key, StringComparer.Ordinal)
                .Select(site => (site.Key, Clients: site.Count(), Metrics: WithFigures(Merge([.. site.Select(client => client.Metrics)]))!))
                .Select(site => new SiteEvaluation(site.Key, site.Clients, isFold ? site.Metrics : site.Metrics with { Tallies = null })),
        ];
        return new(
            WithFigures(central),
            WithFigures(Merge([.. clients.Select(client => client.Metrics)])),
            clients.Length <= MostIntervals ? condensed : condensed.ToDictionary(client => client.Key, client => Reduced(client.Value, clients.Length), StringComparer.Ordinal),
            [.. sites.Take(RoundReport.MostSites)],
            sites.Length == 0 ? null : Evaluation.SiteMean.Of([.. sites.Select(site => site.Metrics.Figures!)]))
        {
            Spread = ClientSpreads.Of(clients.Select(client => client.Metrics)),
            SharedSpread = ClientSpreads.Of(clients.Select(client => client.Shared).OfType<Metrics>()),
        };
    }

    /// <summary>Merges figures; null where there are none. Sums are added in their order, counts by halves: thousands of them are each copied a dozen times and not thousands.</summary>
    /// <param name="parts">The figures.</param>
    public static Metrics? Merge(IReadOnlyList<Metrics> parts)
    {
        if (parts.Count == 0)
        {
            return null;
        }

        Metrics[] counted = [.. parts.Where(part => part.Examples > 0)];
        return parts.Select(part => part with { Tallies = null, Figures = null }).Aggregate((sum, part) => sum.Merge(part)) with
        {
            Tallies = counted.Length > 0 && counted.All(part => part.Tallies is not null) ? Halves(counted) : null,
        };
    }

    private static Tallies? Halves(ReadOnlySpan<Metrics> parts) => parts.Length == 1
        ? parts[0].Tallies
        : Halves(parts[..(parts.Length / 2)]) is { } left && Halves(parts[(parts.Length / 2)..]) is { } right ? left.Merge(right) : null;

    private static Metrics? WithFigures(Metrics? metrics) => metrics is null ? null : metrics with { Figures = EvaluationSummary.Of(metrics) };

    private static Metrics Reduced(Metrics metrics, int clients) => metrics with
    {
        Figures = clients > MostFigures ? null : Figure.All.Aggregate(EvaluationFigures.None, (figures, figure) => figure.Get(metrics.Figures!) is { } estimate ? figure.Set(figures, new(estimate.Value)) : figures),
    };
}
