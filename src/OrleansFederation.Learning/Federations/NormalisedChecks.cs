using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Federations;

/// <summary>Checks that normalised averaging has something to normalise, and nothing that it would carry too far.</summary>
internal sealed class NormalisedChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (AggregationRules.Find(spec.Aggregation.Rule) is not FedNova || !findings.Sound("aggregation"))
        {
            return;
        }

        if (spec.Training is { Steps: not null, Budget: null } && findings.Sound("training.steps", "training.budget"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.steps", "fednova evens out different numbers of steps, but with steps every client takes the same, and the rule would be fedavg", "Write epochs instead of steps, add a budget, or write aggregation: fedavg."));
        }

        // Its weights add up to more than 1, so that a running variance that fell at every client could fall below 0.
        if (findings.Sound("model", "preprocessing", "data", "clients") && spec.Model.Input.Count > 0 && ModelPlan.TryCreate(spec.Model).Plan is { } plan
            && plan.Moving.Layout.Entries.FirstOrDefault(entry => entry.Kind == ParameterKind.Buffer) is { } buffer)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("aggregation", $"fednova carries the model beyond the mean of the updates, but '{buffer.Name}' is kept by the model itself and may only be averaged", "Write groupnorm instead of batchnorm2d, or aggregation: fedavg."));
        }
    }
}
