using System.Globalization;
using OrleansFederation.Aggregation;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Defence;

/// <summary>Says what a federation's defence looks at before it trains, and what it found in a round.</summary>
public static class DefenceText
{
    private const int MostNamed = 10;

    /// <summary>The defence in one sentence.</summary>
    /// <param name="spec">A spec without problems.</param>
    /// <returns>The sentence; null where there is none.</returns>
    public static string? Of(FederationSpec spec)
    {
        if (spec.Defence is not { } defence)
        {
            return null;
        }

        var updates = ToleranceText.Fewest(spec.Sampling, RoundChecks.Participants(spec));
        var scores = string.Join(" and ", AnomalyScores.Of(defence).Select(score => $"{score.Name} (beyond {Number(defence.Scores[score.Name])} deviations)"));
        var most = Screening.MostExcluded(spec, updates);
        var follows = !defence.Exclude ? "flagged ones are told and still counted"
            : updates < Screening.Fewest ? $"the smallest round has {updates}, too few to tell which is wrong"
            : $"of the {updates} of the smallest round at most {most} {(most == 1 ? "is" : "are")} left out";
        var quarantine = defence.Quarantine is { } rest
            ? string.Create(CultureInfo.InvariantCulture, $"; who is flagged in {rest.After} of {rest.Within} rounds is not selected for {rest.Rounds}")
            : "";
        return $"every update is read singly and judged by its {scores}: {follows}{quarantine}.";
    }

    /// <summary>What there is to say of a round beside the scores: that nothing could be scored, or that flagged updates were kept.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="cohort">The cohort, once it is frozen.</param>
    /// <param name="contributors">The contributors in force.</param>
    /// <returns>For people; null where there is nothing.</returns>
    public static string? Note(FederationSpec spec, IReadOnlyList<Participant> cohort, IReadOnlySet<string> contributors)
    {
        if (spec.Defence is not { } defence)
        {
            return null;
        }

        if (cohort.All(client => client.Scores is null))
        {
            return contributors.Count < Screening.Fewest ? $"nothing was scored: of {contributors.Count} updates nobody can say which is wrong, {Screening.Fewest} are needed" : null;
        }

        string[] kept = [.. cohort.Where(client => contributors.Contains(client.Client) && client.IsFlagged).Select(client => client.Client)];
        return kept.Length == 0 || !defence.Exclude
            ? null
            : $"{Names(kept)} {(kept.Length == 1 ? "is" : "are")} flagged and counted all the same: more than half of the updates, sampling.minimum and what {spec.Aggregation.Rule} needs must remain";
    }

    /// <summary>Why clients were flagged, from the most suspicious score of each.</summary>
    /// <param name="flagged">The flagged clients.</param>
    public static string Reasons(IReadOnlyList<Participant> flagged) =>
        string.Join("; ", flagged.Take(MostNamed).Select(client => $"{client.Client}: {string.Join(", ", client.Scores!.Where(score => score.Flagged).Select(Text))}"))
        + (flagged.Count > MostNamed ? $"; and {flagged.Count - MostNamed} more" : "");

    /// <summary>A score such as <c>cosine −0.71, 9.2 deviations</c>.</summary>
    /// <param name="score">The score.</param>
    public static string Text(UpdateScore score) => $"{score.Score} {Number(score.Value)}, {Deviation(score.Deviation)} deviations";

    private static string Names(string[] clients) => string.Join(", ", clients.Take(MostNamed)) + (clients.Length > MostNamed ? $" and {clients.Length - MostNamed} more" : "");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Deviation(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
