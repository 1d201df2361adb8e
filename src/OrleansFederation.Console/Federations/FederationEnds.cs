using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Says how a federation ended.</summary>
internal static class FederationEnds
{
    /// <summary>Gives why a federation that does nothing any more did not finish; null where it did.</summary>
    /// <param name="view">The federation.</param>
    public static Problem? FailureOf(FederationView view) => view.Status is FederationStatus.Finished
        ? null
        : view.Failure ?? FederationErrors.Stopped.At($"federation {view.Name}", $"it stopped after round {view.Round} of {view.Rounds}");
}
