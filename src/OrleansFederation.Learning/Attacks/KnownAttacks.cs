using OrleansFederation.Clients;
using OrleansFederation.Defence;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;
using OrleansFederation.Rounds;

namespace OrleansFederation.Attacks;

/// <summary>Every attack, and who attacks. A new attack is a line here and a file of its name beside it.</summary>
public static class KnownAttacks
{
    /// <summary>The attacks in alphabetical order of their names.</summary>
    public static IReadOnlyList<IAttack> All { get; } =
        [new Alie(), new Backdoor(), new LabelFlip(), new Noise(), new Overstate(), new Scale(), new SignFlip()];

    /// <summary>Finds an attack by its name.</summary>
    /// <param name="name">The name, as <c>attack</c> in the spec has it.</param>
    /// <returns>The attack; null where there is none.</returns>
    public static IAttack? Find(string name) => All.FirstOrDefault(attack => attack.Name == name);

    /// <summary>Lists the clients that attack, whatever the round.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <returns>Their ordinals, ascending; empty where nobody does.</returns>
    public static IReadOnlyList<int> Ordinals(FederationSpec spec)
    {
        if (spec.Attack is not { } attack)
        {
            return [];
        }

        if (attack.Clients is { } named)
        {
            return named;
        }

        int[] ordinals = [.. ClientRoster.Of(spec).Select(client => client.Ordinal)];
        new SeededRandom(SeededRandom.Derive(spec.Seed, "attackers")).Shuffle<int>(ordinals);
        return [.. ordinals.Take((int)Math.Floor(attack.Share * ordinals.Length + 1e-9)).Order()];
    }

    /// <summary>Says whether and how a client attacks in a round.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <param name="quarantined">The clients that the round does not select.</param>
    /// <returns>The attacker; null where the client is honest in this round.</returns>
    public static Attacker? Of(FederationSpec spec, int round, int ordinal, IReadOnlyList<string> quarantined)
    {
        if (spec.Attack is not { } attack || round < attack.From || Find(attack.Attack) is not { } known || Ordinals(spec) is var ordinals && !ordinals.Contains(ordinal))
        {
            return null;
        }

        var cohort = CohortSelection.Train(spec, Quarantine.Without(ClientRoster.Of(spec), quarantined), round);
        return new(
            known,
            attack,
            ordinal,
            SeededRandom.Derive(spec.Seed, "attack", ordinal),
            SeededRandom.Derive(spec.Seed, "attack", ordinal, round),
            spec.Model.Loss switch { LossKind.CrossEntropy => ModelPlans.Of(spec.Model).Output[0], LossKind.Bce => 2, _ => 0 },
            cohort.Count,
            [.. cohort.Select(client => client.Ordinal).Where(ordinals.Contains)]);
    }
}
