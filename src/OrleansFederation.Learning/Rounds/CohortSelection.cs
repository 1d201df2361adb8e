using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;

namespace OrleansFederation.Rounds;

/// <summary>Which clients train and which evaluate in a round: a function of the spec and the round's number only.</summary>
public static class CohortSelection
{
    /// <summary>The number of updates a round waits for, without over-selection.</summary>
    /// <param name="sampling">The sampling.</param>
    /// <param name="clients">The number of clients in the roster.</param>
    public static int Wanted(SamplingSpec sampling, int clients) =>
        Math.Min(clients, Math.Max(sampling.Minimum, sampling.Count ?? (int)Math.Floor(sampling.Fraction * clients + 1e-9)));

    /// <summary>Selects the clients that train, in ordinal order: the wanted number and the over-selection.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="round">The round's number.</param>
    public static IReadOnlyList<RosterEntry> Train(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round)
    {
        var wanted = Wanted(spec.Sampling, roster.Count);
        var selected = Math.Min(roster.Count, wanted + (int)Math.Ceiling(wanted * spec.Sampling.OverSelection));
        return Sample(spec.Seed, "cohort", roster, round, selected);
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
