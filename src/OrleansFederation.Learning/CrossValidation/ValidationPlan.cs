using System.Globalization;
using OrleansFederation.Aggregation;
using OrleansFederation.Clients;
using OrleansFederation.Defence;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// The federations of a cross-validation: for every repeat and fold one for each column, and for the columns that differ by site one for
/// each site. They have the spec's seed, so that simulated sites, initial parameters and the order of training stay as they are, and only
/// the folds change. Their names follow from the spec, the number of folds and the seed: asked for again, or with more repeats, they are found.
/// </summary>
public static class ValidationPlan
{
    private const int NamedDigits = 8;

    // A federation's name may have 80 characters, and what is appended takes up to 33; the key tells names apart that begin alike.
    private const int NamedLetters = 44;

    // A number of JSON keeps its digits in every program up to here.
    private const ulong SeedRange = 1UL << 49;

    /// <summary>Gives the sites; the clients where all live at one site.</summary>
    /// <param name="spec">The federation's spec.</param>
    public static IReadOnlyList<ValidationSite> Sites(FederationSpec spec)
    {
        var roster = ClientRoster.Of(spec);
        var byClient = roster.Select(client => client.Site).Distinct(StringComparer.Ordinal).Count() == 1;
        return byClient
            ? [.. roster.Select(client => new ValidationSite(ShortName(spec, client.Id), [client.Ordinal]))]
            : [.. roster.GroupBy(client => client.Site, StringComparer.Ordinal).OrderBy(site => site.Key, StringComparer.Ordinal).Select(site => new ValidationSite(site.Key, [.. site.Select(client => client.Ordinal)]))];
    }

    /// <summary>The name of a site in a fold's report: a simulated client's without that of its federation, which differs from fold to fold.</summary>
    /// <param name="spec">The spec of the federation or of the fold.</param>
    /// <param name="reported">The site's or client's name as the report has it.</param>
    public static string ShortName(FederationSpec spec, string reported)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(reported);
        return spec.Clients.Listed is null && reported.StartsWith($"{spec.Name}.", StringComparison.Ordinal) ? $"client-{reported[(spec.Name.Length + 1)..]}" : reported;
    }

    /// <summary>Gives the federations, repeat by repeat and fold by fold.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="options">How it is cross-validated.</param>
    public static IReadOnlyList<ValidationRun> Of(FederationSpec spec, ValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        var sites = Sites(spec);
        var stem = $"{(spec.Name.Length > NamedLetters ? spec.Name[..NamedLetters] : spec.Name)}.cv-{Key(spec, options)}";
        List<ValidationRun> runs = [];
        foreach (var (repeat, fold) in Enumerable.Range(0, options.Repeats).SelectMany(repeat => Enumerable.Range(0, options.Folds).Select(fold => (repeat, fold))))
        {
            FoldSpec own = new() { Index = fold, Of = options.Folds, Seed = (long)(SeededRandom.Derive(options.Seed, "repeat", repeat) % SeedRange) };
            var place = string.Create(CultureInfo.InvariantCulture, $"{stem}.{repeat + 1}.{fold + 1}");
            foreach (var column in options.Columns.Where(column => column is ValidationColumn.Federated or ValidationColumn.Pooled).Order())
            {
                var pool = column is ValidationColumn.Pooled;
                runs.Add(new(column, null, repeat, fold, Make(spec, $"{place}.{(pool ? "pooled" : "federated")}", own with { Pool = pool }, pool ? 1 : ClientRoster.Of(spec).Count, compares: pool)));
            }

            foreach (var (index, site) in sites.Index())
            {
                if (options.Columns.Contains(ValidationColumn.Alone))
                {
                    runs.Add(new(ValidationColumn.Alone, site.Name, repeat, fold, Make(spec, Numbered(place, "alone", index), own with { Train = site.Clients, Test = site.Clients }, site.Clients.Count, compares: true)));
                }

                if (options.Columns.Contains(ValidationColumn.LeftOut) && sites.Count > 1)
                {
                    int[] others = [.. sites.Where(other => other != site).SelectMany(other => other.Clients).Order()];
                    runs.Add(new(ValidationColumn.LeftOut, site.Name, repeat, fold, Make(spec, Numbered(place, "without", index), own with { Train = others, Test = site.Clients }, others.Length)));
                }
            }
        }

        return runs;
    }

    /// <summary>A fold has no central test set to try updates on, and begins without regard to what its clients did elsewhere.</summary>
    private static DefenceSpec? WithoutTest(DefenceSpec? defence)
    {
        var scores = defence?.Scores.Where(score => AnomalyScores.Find(score.Key) is { NeedsLosses: false }).ToDictionary(StringComparer.Ordinal);
        return scores is { Count: > 0 } ? defence! with { Scores = scores, Quarantine = defence.Quarantine is { } quarantine ? quarantine with { Reputation = null } : null } : null;
    }

    private static string Numbered(string place, string what, int index) => string.Create(CultureInfo.InvariantCulture, $"{place}.{what}-{index}");

    private static string Key(FederationSpec spec, ValidationOptions options) => CanonicalJson.Digest(System.Text.Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{CanonicalJson.Write(spec).Digest} {options.Folds} {options.Seed}")))[..NamedDigits];

    private static FederationSpec Make(FederationSpec spec, string name, FoldSpec fold, int clients, bool compares = false)
    {
        // Without the tags that the spec asks for a client of the fold is never selected.
        clients = compares ? clients : Math.Min(clients, RoundChecks.Participants(spec with { Fold = fold }));
        var sampling = spec.Sampling with { Minimum = Math.Min(spec.Sampling.Minimum, clients), Count = spec.Sampling.Count is { } count ? Math.Min(count, clients) : null };
        return spec with
        {
            Name = name,
            Description = $"A fold of the cross-validation of {spec.Name}.",
            Model = spec.Model with { Name = name, Kept = compares ? [] : spec.Model.Kept },
            Personal = compares ? null : spec.Personal,
            Aggregation = compares ? ToleranceText.OrMean(spec.Aggregation, clients) : spec.Aggregation,
            Async = compares ? null : Within(spec.Async, clients),
            Sampling = compares ? sampling with { Select = SelectionSpec.Everybody } : sampling,
            Evaluation = new EvaluationSpec { Metrics = spec.Evaluation.Metrics },
            Training = compares ? Baselines.ByItself(spec.Training) : spec.Training,
            Server = compares ? null : spec.Server,
            Filters = compares ? [] : spec.Filters,
            Retention = new RetentionSpec(1),

            // A fold is tested once, after its last round: there is nothing by which it could end earlier.
            Stop = null,
            Gate = null,
            Defence = compares || CohortSelection.Wanted(sampling, clients) < Screening.Fewest ? null : WithoutTest(spec.Defence),
            Fold = fold,
        };
    }

    /// <summary>Fewer clients fill a smaller buffer.</summary>
    private static AsyncSpec? Within(AsyncSpec? asynchronous, int clients) => asynchronous is null ? null : asynchronous with
    {
        Buffer = Math.Min(asynchronous.Buffer, clients),
        Concurrency = asynchronous.Concurrency is { } concurrency ? Math.Min(concurrency, clients) : null,
    };
}
