using OrleansFederation.Errors;
using OrleansFederation.Schedules;

namespace OrleansFederation.Federations;

/// <summary>Checks the course of a rate against the rounds of its federation.</summary>
internal static class ScheduleChecks
{
    /// <summary>Runs the checks.</summary>
    /// <param name="schedule">The course.</param>
    /// <param name="place">Its place in the spec.</param>
    /// <param name="rounds">The rounds of the federation.</param>
    /// <param name="findings">Where problems go.</param>
    public static void Run(ScheduleSpec schedule, string place, int rounds, SpecFindings findings)
    {
        if (!findings.Sound(place, "rounds"))
        {
            return;
        }

        var inside = $"{place}.{schedule.Kind.ToString().ToLowerInvariant()}";
        if (schedule.Warmup >= rounds)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{inside}.warmup", $"the warm-up takes {schedule.Warmup} rounds, but there are {rounds}, so that no round has the full rate", "Lower warmup, or add rounds."));
        }
        else if (schedule is { Rounds: { } fall, Minimum: 0 } && fall + schedule.Warmup < rounds)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{inside}.rounds", $"from round {fall + schedule.Warmup + 1} of {rounds} on the rate is 0, so that nothing is learned", "Raise rounds of the schedule, or give a minimum above 0."));
        }
    }
}
