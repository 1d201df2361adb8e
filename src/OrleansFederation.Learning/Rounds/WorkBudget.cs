using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Fits each client's local work to the time that a spec gives it.</summary>
public static class WorkBudget
{
    /// <summary>The steps of a client that was asked before and has not got its work done: enough to measure it by.</summary>
    public const int Probe = 10;

    private const double Most = 1_000_000_000;

    /// <summary>
    /// The most steps that a client is to do in a round: as many as fit the budget at the pace of its last contribution, and half of them for
    /// each round that it missed since, for it may have become slower. What a task costs whatever its steps is part of the pace, so that the
    /// time comes near the budget from round to round. A client that was never asked does the spec's work, and one that was, but has never
    /// delivered, <see cref="Probe"/> steps.
    /// </summary>
    /// <param name="training">Local training.</param>
    /// <param name="past">What the client did before.</param>
    /// <returns>The steps, 1 or more; null where the spec's own are to be done.</returns>
    public static long? Steps(TrainingSpec training, PastWork past)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(past);
        long? most = (training.Budget, past.Pace) switch
        {
            (null, _) => null,
            ({ } budget, { } pace) => (long)Math.Clamp(Math.Floor(budget.TotalSeconds / pace / Math.Pow(2, past.Missed)), 1, Most),
            _ => past.Selected > 0 ? Probe : null,
        };
        return most < training.Steps || training.Steps is null ? most : null;
    }
}
