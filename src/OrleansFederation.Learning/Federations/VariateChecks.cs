using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Checks that nothing in a spec makes false what SCAFFOLD and FedDyn work out from updates at the clients and at the server.</summary>
internal sealed class VariateChecks(FederationSpec spec, SpecFindings findings)
{
    private const string Scaffold = "training.scaffold";
    private const string Dynamic = "training.dynamic";

    private readonly TrainingSpec _training = spec.Training;

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if ((!_training.Scaffold && _training.Dynamic is null) || !findings.Sound(Scaffold, Dynamic))
        {
            return;
        }

        var name = _training.Scaffold ? "scaffold" : "dynamic";
        if (_training is { Scaffold: true, Dynamic: not null })
        {
            findings.Add(FederationErrors.UnsafeCombination.At(Dynamic, "scaffold and dynamic both correct gradients for the same drift, each as if the other did not", "Keep one of them."));
            return;
        }

        if (_training.Scaffold)
        {
            CheckSteps();
        }
        else if (spec.Server is not null && findings.Sound("server"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("server", "dynamic has a server step of its own, which the clients' regularisers count on", "Remove server, or training.dynamic."));
        }

        if (_training.Proximal is not null && findings.Sound("training.proximal"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "training.proximal",
                _training.Scaffold ? "the control variates of scaffold are means of gradients, to which the pull of proximal does not belong" : "dynamic pulls clients back to the round's parameters itself, by its alpha",
                $"Remove proximal, or training.{name}."));
        }

        if (spec.Personal is { } personal && (personal.Ditto is not null || spec.Model.Kept.Count > 0) && findings.Sound("personal"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("personal", $"{name} corrects the gradients of a model that is the same for all clients, and of nothing that is a client's own", $"Remove personal, or training.{name}."));
        }

        CheckUpdates(name);
    }

    /// <summary>The mean gradient follows from an update only where each step is the rate times a sum of gradients.</summary>
    private void CheckSteps()
    {
        if (_training.Optimizer != OptimizerKind.Sgd && findings.Sound("training.optimizer"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(Scaffold, $"control variates are worked out from the steps of sgd; those of {_training.Optimizer.ToString().ToLowerInvariant()} do not grow with the gradient", "Write optimizer: sgd, or remove scaffold."));
        }

        if (_training.Clip is not null && findings.Sound("training.clip"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.clip", "control variates are worked out from the steps, and a clipped step is no longer the gradient and its correction", "Remove clip, or training.scaffold."));
        }
    }

    /// <summary>Clients and server go on from the same updates, each client's as much as another's.</summary>
    private void CheckUpdates(string name)
    {
        if (findings.Sound("aggregation") && spec.Aggregation.Rule != Uniform.Rule)
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "aggregation", $"what {name} keeps at the server is the plain mean of what its clients keep, so that {spec.Aggregation.Rule} would move the model to another place than the one they steer for, or protect the model and not what is kept",
                $"Write aggregation: {Uniform.Rule}, leave it out, or remove training.{name}."));
        }

        if (spec.Filters.Count > 0 && findings.Sound("filters"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "filters", $"{name} works out at the client and at the server the same from an update, but with {spec.Filters[0].Filter} the server sees another one than was trained", $"Remove filters, or training.{name}."));
        }

        if (spec.Attack is { } attack && findings.Sound("attack") && KnownAttacks.Find(attack.Attack) is { Colludes: true })
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "attack", $"in {attack.Attack} each attacker trains as its accomplices would, for which it would need what they keep for {name}", $"Choose another attack, or remove training.{name}."));
        }
    }
}
