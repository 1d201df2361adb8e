using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;

namespace OrleansFederation.Rounds;

/// <summary>
/// Which clients train and which evaluate in a round: a function of the spec and the round's number and, where the spec selects by what is
/// measured, of that. A round's rows keep the cohort that was drawn, and whoever goes on with the round takes it from them.
/// </summary>
public static class CohortSelection
{
    /// <summary>The number of updates a round waits for, without over-selection.</summary>
    /// <param name="sampling">The sampling.</param>
    /// <param name="clients">The number of clients whose tags meet the spec: all in the roster where nothing is asked of tags.</param>
    public static int Wanted(SamplingSpec sampling, int clients) =>
        Math.Min(clients, Math.Max(sampling.Minimum, sampling.Count ?? (int)Math.Floor(sampling.Fraction * clients + 1e-9)));

    /// <summary>Selects the clients that train, in ordinal order: the wanted number and the over-selection.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    /// <returns>The cohort; of a spec that selects by what is measured, the one that would be drawn if everybody were alike.</returns>
    public static IReadOnlyList<RosterEntry> Train(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round)
    {
        var tagged = SelectionCriteria.Tagged(spec, roster);
        return Sample(spec.Seed, "cohort", tagged, round, Selected(spec.Sampling, tagged.Count));
    }

    /// <summary>
    /// Selects the clients that train, in ordinal order, of those that meet what the spec asks for: as many as the spec asks for, or
    /// all where they are fewer. Where the spec prefers reliable ones they are drawn one after the other, each in proportion to its
    /// reliability among those that are left: those with the least −ln(u)/w come first, where u is a client's own seeded number
    /// (Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir", with the logarithm of their key).
    /// </summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="measure">What is measured of a client; asked once for each whose tags meet the spec.</param>
    /// <param name="again">The clients that are tried again though they do not meet it; null for none.</param>
    public static IReadOnlyList<RosterEntry> Train(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round, Func<RosterEntry, ClientFacts> measure, IReadOnlyList<RosterEntry>? again = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        var (select, tagged) = (spec.Sampling.Select, SelectionCriteria.Tagged(spec, roster));
        var tried = again?.Select(client => client.Ordinal).ToHashSet();
        (RosterEntry Client, ClientFacts Facts)[] meeting =
            [.. tagged.Select(client => (Client: client, Facts: measure(client))).Where(pair => SelectionCriteria.IsMet(select, pair.Facts) || tried?.Contains(pair.Client.Ordinal) == true).OrderBy(pair => pair.Client.Ordinal)];
        var selected = Math.Min(meeting.Length, Selected(spec.Sampling, tagged.Count));
        return !select.PrefersReliable
            ? Sample(spec.Seed, "cohort", [.. meeting.Select(pair => pair.Client)], round, selected)
            :
            [
                .. meeting.OrderBy(pair => Turn(spec.Seed, round, pair.Client.Ordinal, pair.Facts.Past.Reliability)).ThenBy(pair => pair.Client.Ordinal)
                    .Take(selected).Select(pair => pair.Client).OrderBy(client => client.Ordinal),
            ];
    }

    /// <summary>
    /// Tells whether a recorded cohort is one that the spec could have drawn: the one that its seed draws or, where it selects by what was
    /// measured then, one of clients with the tags.
    /// </summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="cohort">The recorded clients' ids, in ordinal order.</param>
    public static bool Explains(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round, IReadOnlyList<string> cohort)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Sampling.Select.IsMeasured
            ? cohort.All(SelectionCriteria.Tagged(spec, roster).Select(client => client.Id).ToHashSet(StringComparer.Ordinal).Contains)
            : Train(spec, roster, round).Select(client => client.Id).SequenceEqual(cohort, StringComparer.Ordinal);
    }

    /// <summary>Selects clients that begin to train while others are at work already, in ordinal order: drawn as a cohort is, less those at work.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="busy">The ordinals of those at work.</param>
    /// <param name="count">How many are to begin, at most.</param>
    public static IReadOnlyList<RosterEntry> Idle(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round, IReadOnlySet<int> busy, int count)
    {
        if (count <= 0)
        {
            return [];
        }

        // Of so many that are drawn, no more are at work than there are.
        var drawn = Draw(spec.Seed, "cohort", roster.Count, round, Math.Min(roster.Count, count + busy.Count));
        int[] chosen = [.. drawn.Where(index => !busy.Contains(roster[index].Ordinal)).Take(count)];
        Array.Sort(chosen);
        return [.. chosen.Select(index => roster[index])];
    }

    /// <summary>Selects the clients that evaluate, in ordinal order; none where the share is 0. A fold's model is tested after the last round, by all who are to test it.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    public static IReadOnlyList<RosterEntry> Evaluate(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round)
    {
        var evaluation = spec.Evaluation;
        if (spec.Fold is not null)
        {
            return round == spec.Rounds ? ClientRoster.Testers(spec) : [];
        }

        return evaluation.Fraction <= 0
            ? []
            : Sample(spec.Seed, "evaluators", roster, round, Math.Min(roster.Count, Math.Max(evaluation.Minimum, (int)Math.Floor(evaluation.Fraction * roster.Count + 1e-9))));
    }

    /// <summary>The number of clients that a round selects, over-selection included, where enough may be selected.</summary>
    /// <param name="sampling">The sampling.</param>
    /// <param name="clients">The number of clients whose tags meet the spec.</param>
    internal static int Selected(SamplingSpec sampling, int clients)
    {
        var wanted = Wanted(sampling, clients);
        return Math.Min(clients, wanted + (int)Math.Ceiling(wanted * sampling.OverSelection));
    }

    private static double Turn(long seed, int round, int ordinal, double weight) =>
        -Math.Log(1 - new SeededRandom(SeededRandom.Derive(seed, "cohort", round, ordinal)).NextDouble()) / weight;

    private static IReadOnlyList<RosterEntry> Sample(long seed, string purpose, IReadOnlyList<RosterEntry> roster, int round, int count)
    {
        if (count >= roster.Count)
        {
            return roster;
        }

        var chosen = Draw(seed, purpose, roster.Count, round, count);
        Array.Sort(chosen);
        return [.. chosen.Select(index => roster[index])];
    }

    /// <summary>
    /// Draws without replacement by a partial Fisher-Yates shuffle of the roster's indices, of which only those are kept that are not
    /// where they began: O(drawn) time and memory, however large the roster.
    /// </summary>
    private static int[] Draw(long seed, string purpose, int clients, int round, int count)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, purpose, round));
        var moved = new Dictionary<int, int>(count);
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = i + random.NextInt(clients - i);
            drawn[i] = moved.GetValueOrDefault(j, j);
            moved[j] = moved.GetValueOrDefault(i, i);
        }

        return drawn;
    }
}
