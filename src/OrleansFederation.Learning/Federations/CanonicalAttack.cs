using System.Text.Json;
using OrleansFederation.Attacks;

namespace OrleansFederation.Federations;

/// <summary>Writes the attack of a spec in its canonical form; nothing where there is none, so that specs without it keep their digests.</summary>
internal static class CanonicalAttack
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="attack">It.</param>
    public static void Write(Utf8JsonWriter json, AttackSpec? attack)
    {
        if (attack is null)
        {
            return;
        }

        json.WriteStartObject("attack");
        if (attack.Clients is { } clients)
        {
            CanonicalJson.WriteNumbers(json, "clients", clients);
        }
        else
        {
            json.WriteNumber("clients", attack.Share);
        }

        json.WriteStartObject("how");
        json.WriteStartObject(attack.Attack);
        foreach (var argument in KnownAttacks.Find(attack.Attack)!.Arguments)
        {
            json.WriteNumber(argument.Name, attack[argument.Name]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("from", attack.From);
        json.WriteEndObject();
    }
}
