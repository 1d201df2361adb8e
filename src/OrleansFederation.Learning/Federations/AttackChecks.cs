using OrleansFederation.Attacks;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Checks that an attack is a trial: simulated clients attack, enough of them, and the model has what they attack.</summary>
internal sealed class AttackChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Attack is not { } attack || !findings.Sound("attack", "clients", "model"))
        {
            return;
        }

        if (spec.Clients.Listed is not null || spec.Clients.Pool || spec.Fold is not null)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("attack", "attacks are carried out by simulated clients, each with its own part of the data", "Remove attack, or write clients: {simulate: 10}."));
            return;
        }

        CheckClients(attack);
        if (attack.From > spec.Rounds && findings.Sound("rounds"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("attack.from", $"the attack begins in round {attack.From}, but there are {spec.Rounds}", "Lower attack.from, or add rounds."));
        }

        if (attack.Attack == "backdoor")
        {
            CheckBackdoor(attack);
        }
    }

    private void CheckClients(AttackSpec attack)
    {
        var roster = ClientRoster.Of(spec);
        if (attack.Clients?.FirstOrDefault(ordinal => roster.All(client => client.Ordinal != ordinal), -1) is { } unknown and >= 0)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("attack.clients", $"client {unknown} does not take part", "Give ordinals of clients that do."));
            return;
        }

        var fewest = KnownAttacks.Find(attack.Attack)!.Colludes ? 2 : 1;
        if (KnownAttacks.Ordinals(spec).Count is var count && count < fewest)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("attack.clients", $"{attack.Attack} needs {fewest} attackers or more, but {count} of {roster.Count} clients attack", "Raise the share, or name more clients."));
        }
    }

    private void CheckBackdoor(AttackSpec attack)
    {
        // Of a model that does not work out nothing is known here; what is wrong with it is told already.
        int? classes = spec.Model.Loss switch { LossKind.Mse => 0, LossKind.Bce => 2, _ => ModelPlan.TryCreate(spec.Model).Plan?.Output[0] };
        if (attack["target"] >= classes)
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "attack.how", classes == 0 ? "a backdoor leads to a class, but the model is a regression" : $"class {attack["target"]} is none of the model's, which are 0 to {classes - 1}", "Give a class of the model as target, or choose another attack."));
        }
    }
}
