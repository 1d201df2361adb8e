using OrleansFederation.Errors;

namespace OrleansFederation.Modeling;

/// <summary>What each loss asks of a model's output. Checked where a federation is created: a plan alone may end in any shape.</summary>
public static class LossRules
{
    /// <summary>Checks that a model's output fits its loss.</summary>
    /// <param name="plan">The model.</param>
    /// <returns>FED1005 at the last layer where the output's shape does not fit, FED1009 where a softmax comes before a loss that takes logits; null where all fits.</returns>
    public static Problem? Check(ModelPlan plan)
    {
        var loss = plan.Spec.Loss;
        var name = loss switch { LossKind.CrossEntropy => "crossEntropy", LossKind.Bce => "bce", _ => "mse" };
        var last = plan.Layers[^1].Place;
        if (plan.Output.Count != 1)
        {
            return FederationErrors.ShapeMismatch.At(last, $"{name} takes a flat output, but the last layer gives one of shape {LayerShape.Text(plan.Output)}", "End the model with flatten and a linear layer.");
        }

        // Layers that pass values on unchanged do not part a softmax from the loss.
        var decisive = Decisive(plan.Layers);
        if (loss != LossKind.Mse && decisive is { Spec.Kind: "softmax" })
        {
            return FederationErrors.UnsafeCombination.At(decisive.Place, $"{name} takes logits and applies its own {(loss == LossKind.Bce ? "sigmoid" : "softmax")}, so that the model's softmax would be a second one", "Remove the softmax.");
        }

        return (loss, plan.Output[0]) switch
        {
            (LossKind.CrossEntropy, < 2) => FederationErrors.ShapeMismatch.At(last, "crossEntropy takes one output a class, at least two, but the last layer gives [1]", "Give the last layer as many outputs as there are classes, or use loss: bce."),
            (not LossKind.CrossEntropy, not 1) => FederationErrors.ShapeMismatch.At(last, $"{name} compares one output with one target an example, but the last layer gives {LayerShape.Text(plan.Output)}", "Give the last layer one output, or use loss: crossEntropy."),
            _ => null,
        };
    }

    private static LayerPlan? Decisive(IReadOnlyList<LayerPlan> layers)
    {
        foreach (var layer in layers.Reverse())
        {
            if (layer.Spec.Kind == "sequential" && Decisive(layer.Branches["layers"]) is { } inner)
            {
                return inner;
            }

            if (layer.Spec.Kind is not ("dropout" or "flatten" or "sequential"))
            {
                return layer;
            }
        }

        return null;
    }
}
