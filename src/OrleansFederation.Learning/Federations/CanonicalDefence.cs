using System.Text.Json;
using OrleansFederation.Defence;

namespace OrleansFederation.Federations;

/// <summary>Writes the defence of a spec in its canonical form; nothing where there is none, so that specs without it keep their digests.</summary>
internal static class CanonicalDefence
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="defence">It.</param>
    public static void Write(Utf8JsonWriter json, DefenceSpec? defence)
    {
        if (defence is null)
        {
            return;
        }

        json.WriteStartObject("defence");
        json.WriteStartObject("scores");
        foreach (var score in AnomalyScores.Of(defence))
        {
            json.WriteNumber(score.Name, defence.Scores[score.Name]);
        }

        json.WriteEndObject();
        json.WriteBoolean("exclude", defence.Exclude);
        if (defence.Quarantine is { } quarantine)
        {
            json.WriteStartObject("quarantine");
            json.WriteNumber("after", quarantine.After);
            json.WriteNumber("within", quarantine.Within);
            json.WriteNumber("rounds", quarantine.Rounds);
            if (quarantine.Reputation is { } reputation)
            {
                json.WriteNumber("reputation", reputation);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
