using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>Says who attacks a federation and how, before it trains: a trial must not be taken for an honest run.</summary>
public static class AttackText
{
    private const int MostNamed = 10;

    /// <summary>The attack in one sentence.</summary>
    /// <param name="spec">A spec without problems.</param>
    /// <returns>The sentence; null where all clients are honest.</returns>
    public static string? Of(FederationSpec spec)
    {
        if (spec.Attack is not { } attack)
        {
            return null;
        }

        var ordinals = KnownAttacks.Ordinals(spec);
        var who = $"{(ordinals.Count == 1 ? "client" : "clients")} {string.Join(", ", ordinals.Take(MostNamed))}{(ordinals.Count > MostNamed ? $" and {ordinals.Count - MostNamed} more" : "")}";
        return $"this is a trial: {who} {KnownAttacks.Find(attack.Attack)!.Description}{(attack.From > 1 ? $" from round {attack.From} on" : "")}.";
    }
}
