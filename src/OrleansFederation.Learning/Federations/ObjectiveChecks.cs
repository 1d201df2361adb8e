using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Checks what a spec adds to the local objective against its loss and its rounds.</summary>
internal sealed class ObjectiveChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>An adaptive μ compares the losses of two rounds and changes in the next.</summary>
    private const int FewestAdaptiveRounds = 3;

    /// <summary>The most that an adaptive μ grows to.</summary>
    private const double MostAdaptive = 1;

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        CheckLoss();
        if (spec.Training.Proximal is not { Adaptive: true } proximal || !findings.Sound("training.proximal"))
        {
            return;
        }

        if (proximal.Mu > MostAdaptive)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.proximal.mu", "an adaptive mu stays between 0 and 1", "Begin with a mu of at most 1, or remove adaptive."));
        }

        if (spec.Rounds < FewestAdaptiveRounds && findings.Sound("rounds"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.proximal.adaptive", $"mu follows from the losses of two rounds, and first changes in round {FewestAdaptiveRounds}, but there are {spec.Rounds} rounds", "Add rounds, or remove adaptive."));
        }
    }

    private void CheckLoss()
    {
        var training = spec.Training;
        if (!findings.Sound("model.loss"))
        {
            return;
        }

        var (own, kind) = (spec.Model.LossPlugin is not null, spec.Model.Loss);
        var name = own ? "a plugin's loss" : kind switch { LossKind.CrossEntropy => "crossEntropy", LossKind.Bce => "bce", _ => "mse" };
        if (training.LabelSmoothing > 0 && (own || kind != LossKind.CrossEntropy) && findings.Sound("training.labelSmoothing"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.labelSmoothing", $"labels are smoothed over the classes of crossEntropy, but the loss is {name}", "Remove labelSmoothing, or write model.loss: crossEntropy."));
        }

        if (training.ClassBalance is not null && (own || kind == LossKind.Mse) && findings.Sound("training.classBalance"))
        {
            var why = own ? "which weighs examples itself" : "whose targets are no classes";
            findings.Add(FederationErrors.UnsafeCombination.At("training.classBalance", $"classes are weighted in crossEntropy and bce, but the loss is {name}, {why}", "Remove classBalance, or write model.loss: crossEntropy or bce."));
        }
    }
}
