using System.Text.Json;
using OrleansFederation.Schedules;

namespace OrleansFederation.Federations;

/// <summary>Writes the course of a rate in its canonical form: nothing where the rate is constant, so that specs without a schedule keep their digests.</summary>
internal static class CanonicalSchedule
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="schedule">It.</param>
    public static void Write(Utf8JsonWriter json, ScheduleSpec schedule)
    {
        if (schedule == ScheduleSpec.Constant)
        {
            return;
        }

        json.WriteStartObject("schedule");
        json.WriteStartObject(schedule.Kind.ToString().ToLowerInvariant());
        switch (schedule.Kind)
        {
            case ScheduleKind.Step:
                json.WriteNumber("every", schedule.Every);
                json.WriteNumber("factor", schedule.Factor);
                break;
            case ScheduleKind.Exponential:
                json.WriteNumber("factor", schedule.Factor);
                break;
            case ScheduleKind.Cosine or ScheduleKind.Linear:
                CanonicalJson.WriteOptional(json, "rounds", schedule.Rounds);
                json.WriteNumber("minimum", schedule.Minimum);
                break;
        }

        json.WriteNumber("warmup", schedule.Warmup);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
