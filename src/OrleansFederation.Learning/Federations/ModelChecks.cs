using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Checks that a spec's model works out, and that loss and data fit it.</summary>
internal sealed class ModelChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (!findings.Sound("model.input", "model.layers", "model.template"))
        {
            return;
        }

        if (spec.Model.Input.Count == 0)
        {
            findings.Add(FederationErrors.MissingKey.At("model.input", "the key 'input' is missing", "Add input: a shape such as [1, 28, 28]. The shape of one example: channels, height and width, or the number of features."));
            return;
        }

        var (plan, problem) = ModelPlan.TryCreate(spec.Model);
        problem ??= findings.Sound("model.loss") ? LossRules.Check(plan!) : null;
        if (problem is not null)
        {
            findings.Add(problem);
            return;
        }

        if (findings.Sound("data.format", "model.loss") && spec.Data is { Format: GeneratedDigits.Format })
        {
            CheckDigits(plan!);
        }
    }

    private void CheckDigits(ModelPlan plan)
    {
        if (!InputShapes.Fits(GeneratedDigits.Shape, spec.Model.Input))
        {
            findings.Add(FederationErrors.ShapeMismatch.At("model.input", $"digits are images of shape {LayerShape.Text(GeneratedDigits.Shape)}, but the model takes {LayerShape.Text(spec.Model.Input)}", "Write input: [1, 28, 28]."));
        }

        var last = plan.Layers[^1].Place;
        if (spec.Model.Loss == LossKind.Bce)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("model.loss", $"bce tells two classes apart, but digits have {GeneratedDigits.Classes}", "Write loss: crossEntropy."));
        }
        else if (spec.Model.Loss == LossKind.CrossEntropy && plan.Output[0] < GeneratedDigits.Classes)
        {
            findings.Add(FederationErrors.ShapeMismatch.At(last, $"digits have {GeneratedDigits.Classes} classes, but the model has {plan.Output[0]} outputs", $"Give the last layer {GeneratedDigits.Classes} outputs."));
        }
    }
}
