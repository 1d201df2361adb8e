using OrleansFederation.Clients;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>
/// Who takes part in a round of an asynchronous federation: those who go on from the round before, and idle ones who begin. A function of the
/// spec, the round's number and what is recorded of the round before.
/// </summary>
public static class AsyncCohort
{
    /// <summary>Gives the cohort of a round in ordinal order. Who goes on with an update that came after the last round was frozen has it received already.</summary>
    /// <param name="spec">The federation's spec, which is asynchronous.</param>
    /// <param name="roster">Everybody who takes part in the federation.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="before">The cohort of the round before as it was when that was committed; empty for the first round.</param>
    public static IReadOnlyList<Participant> Open(FederationSpec spec, IReadOnlyList<RosterEntry> roster, int round, IReadOnlyList<Participant> before)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(before);
        Participant[] carried =
        [
            .. before.Where(client => client is { State: ParticipantState.Carried, Report: null or { Failure: null } })
                .Select(client => client with { State = client.Report is null ? ParticipantState.Selected : ParticipantState.Received, Begun = client.Begun ?? round - 1 }),
        ];
        var idle = CohortSelection.Idle(spec, roster, round, carried.Select(client => client.Ordinal).ToHashSet(), (spec.Async!.Concurrency ?? roster.Count) - carried.Length);
        return
        [
            .. carried.Concat(idle.Select(client => new Participant(client.Id, client.Ordinal, client.Site, 1, ParticipantState.Selected, null)))
                .OrderBy(client => client.Ordinal),
        ];
    }

    /// <summary>Fills the buffer from the updates that are there: those that began first, then in ordinal order.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="buffer">The most updates.</param>
    /// <returns>The contributing clients, in ordinal order.</returns>
    public static IReadOnlyList<string> Fill(IReadOnlyList<Participant> cohort, int buffer)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return
        [
            .. cohort.Where(client => client.State == ParticipantState.Received)
                .OrderBy(client => client.Begun ?? int.MaxValue).ThenBy(client => client.Ordinal).Take(buffer)
                .OrderBy(client => client.Ordinal).Select(client => client.Client),
        ];
    }

    /// <summary>Tells whether a client that did not contribute goes on: its update would not be too late for the next round.</summary>
    /// <param name="client">The client.</param>
    /// <param name="round">The number of the round that is over.</param>
    /// <param name="staleness">The most rounds by which an update may be late.</param>
    public static bool GoesOn(Participant client, int round, int staleness)
    {
        ArgumentNullException.ThrowIfNull(client);
        return round + 1 - (client.Begun ?? round) <= staleness;
    }
}
