namespace OrleansFederation.Federations;

/// <summary>What the kinds of events mean for whoever watches.</summary>
public static class FederationEvents
{
    /// <summary>Whether nothing comes after an event.</summary>
    /// <param name="kind">The event's kind.</param>
    public static bool IsTerminal(FederationEventKind kind) =>
        kind is FederationEventKind.Finished or FederationEventKind.Failed or FederationEventKind.Stopped;

    /// <summary>Gives the kind of the terminal event of a federation that is over; null where it runs.</summary>
    /// <param name="federation">The federation.</param>
    public static FederationEventKind? EndOf(FederationView federation)
    {
        ArgumentNullException.ThrowIfNull(federation);
        return federation.Status switch
        {
            FederationStatus.Finished => FederationEventKind.Finished,
            FederationStatus.Failed => FederationEventKind.Failed,
            FederationStatus.Stopped => FederationEventKind.Stopped,
            _ => null,
        };
    }
}
