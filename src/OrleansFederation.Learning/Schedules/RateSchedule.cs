namespace OrleansFederation.Schedules;

/// <summary>
/// The course of a rate over rounds, a pure function of the round's number. With W rounds of warm-up, round r ≤ W has the factor
/// r / (W + 1) (Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2). From then on, with t = r − W − 1 and a fall over N rounds
/// to m: step factor^⌊t / every⌋, exponential factor^t, cosine m + (1 − m)·(1 + cos(πt / N)) / 2 (Loshchilov and Hutter 2017, "SGDR",
/// equation 5, without restarts), linear 1 − (1 − m)·t / N. As in PyTorch m itself comes after N rounds, so that a fall to 0 over the whole
/// federation wastes no round.
/// </summary>
public static class RateSchedule
{
    /// <summary>The factor of a round.</summary>
    /// <param name="schedule">The course.</param>
    /// <param name="round">The round's number, from 1.</param>
    /// <param name="rounds">The number of rounds of the federation.</param>
    /// <returns>What the spec's rate is multiplied by, 0 to 1.</returns>
    public static double At(ScheduleSpec schedule, int round, int rounds)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfLessThan(round, 1);
        if (round <= schedule.Warmup)
        {
            return round / (schedule.Warmup + 1.0);
        }

        var past = round - schedule.Warmup - 1;
        return schedule.Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => Math.Pow(schedule.Factor, past / schedule.Every),
            ScheduleKind.Exponential => Math.Pow(schedule.Factor, past),
            ScheduleKind.Cosine => Fall(schedule, past, rounds, share => (1 + Math.Cos(Math.PI * share)) / 2),
            ScheduleKind.Linear => Fall(schedule, past, rounds, share => 1 - share),
            _ => throw new ArgumentOutOfRangeException(nameof(schedule), schedule.Kind, "There is no such schedule."),
        };
    }

    private static double Fall(ScheduleSpec schedule, int past, int rounds, Func<double, double> left)
    {
        var over = Math.Max(1, schedule.Rounds ?? rounds - schedule.Warmup);
        return past >= over ? schedule.Minimum : schedule.Minimum + (1 - schedule.Minimum) * left((double)past / over);
    }
}
