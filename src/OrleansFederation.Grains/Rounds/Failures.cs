using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Turns faults into problems that say what to do.</summary>
internal static class Failures
{
    /// <summary>Gives the problem of a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="place">Where it happened.</param>
    public static Problem Of(Exception fault, string place) => fault switch
    {
        FederationException known => known.Problems[0],
        TimeoutException => FederationErrors.TimedOut.At(place, fault.Message),
        _ => FederationErrors.TrainingFailed.At(place, $"{fault.GetType().Name}: {fault.Message}", "Run the same command again: it continues where it was. If it fails again, report it with --verbose."),
    };
}
