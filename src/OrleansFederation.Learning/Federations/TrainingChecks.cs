using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Checks a spec's local training.</summary>
internal sealed class TrainingChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        var training = spec.Training;
        ScheduleChecks.Run(training.Schedule, "training.schedule", spec.Rounds, findings);
        if (!findings.Sound("training.optimizer"))
        {
            return;
        }

        if (training.Optimizer == OptimizerKind.Sgd)
        {
            TrainingSpec standard = new();
            if (findings.Sound("training.betas") && (training.Beta1, training.Beta2) != (standard.Beta1, standard.Beta2))
            {
                findings.Add(FederationErrors.UnsafeCombination.At("training.betas", "sgd has no betas", "Remove betas, or write optimizer: adam."));
            }

            if (training.Nesterov && training.Momentum == 0 && findings.Sound("training.nesterov", "training.momentum"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At("training.nesterov", "Nesterov's momentum needs a momentum above 0", "Add momentum: 0.9, or remove nesterov."));
            }

            return;
        }

        var name = training.Optimizer.ToString().ToLowerInvariant();
        if (training.Momentum != 0 && findings.Sound("training.momentum"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.momentum", $"{name} has no momentum; its first beta takes that part", "Remove momentum, or write optimizer: sgd."));
        }

        if (training.Nesterov && findings.Sound("training.nesterov"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.nesterov", $"{name} has no Nesterov momentum", "Remove nesterov, or write optimizer: sgd."));
        }
    }
}
