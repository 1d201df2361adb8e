using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>Says whether a round is over, and how.</summary>
internal static class RoundEnds
{
    /// <summary>Gives the round in progress of a federation, or its last one.</summary>
    public static int Next(FederationView federation) => federation.Status is FederationStatus.Finished ? Math.Max(1, federation.Round) : federation.Round + 1;

    /// <summary>Whether nothing will happen in a round any more. One that failed is tried again when its federation is continued.</summary>
    public static bool IsOver(RoundReport? round, FederationView federation) => round?.Phase switch
    {
        RoundPhase.Committed => true,
        RoundPhase.Failed or RoundPhase.Cancelled => federation.Status is not FederationStatus.Running,
        _ => false,
    };

    /// <summary>Refuses a round that will not come.</summary>
    /// <exception cref="FederationException">FED3007.</exception>
    public static void RequireToCome(RoundReport? round, FederationView federation, int number)
    {
        if (number < 1 || number > federation.Rounds)
        {
            throw FederationErrors.RoundNotFound.Exception($"round {number} of {federation.Name}", $"its spec asks for {federation.Rounds} rounds");
        }

        if (round is null && federation.Status is not FederationStatus.Running)
        {
            throw FederationErrors.RoundNotFound.Exception($"round {number} of {federation.Name}", $"it was never opened, and the federation is {Output.Figures.Word(federation.Status)}");
        }
    }

    /// <summary>Gives why a round was not committed; null where it was.</summary>
    public static Problem? FailureOf(RoundReport round, string federation) => round.Phase is RoundPhase.Committed
        ? null
        : round.Failure ?? FederationErrors.Stopped.At($"round {round.Round} of {federation}", $"it is {Output.Figures.Word(round.Phase)}");
}
