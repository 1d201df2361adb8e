using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>Whether a model and a client's data fit each other: asked before the first step.</summary>
internal static class TrainingFit
{
    private const int Block = 4096;

    /// <summary>Checks a request.</summary>
    /// <param name="plan">The model worked out.</param>
    /// <param name="request">What is to be trained.</param>
    /// <returns>The first problem; null where all fits.</returns>
    public static Problem? Check(ModelPlan plan, TrainingRequest request)
    {
        var data = request.Data;
        if (LossRules.Check(plan) is { } misfit)
        {
            return misfit;
        }

        if (!plan.Layout.Entries.Any(entry => entry.Kind == ParameterKind.Trainable))
        {
            return FederationErrors.ShapeMismatch.At("model.layers", "no layer has anything to train", "Add a linear or conv2d layer.");
        }

        if (!plan.Spec.Input.SequenceEqual(data.InputShape))
        {
            return FederationErrors.ShapeMismatch.At("model.input", $"the model takes {LayerShape.Text(plan.Spec.Input)}, but the client's examples have the shape {LayerShape.Text(data.InputShape)}", "Give model.input the shape of the data.");
        }

        if (request.Parameters.Length != plan.Layout.Length)
        {
            return FederationErrors.ShapeMismatch.At("model.layers", $"the model has {plan.Layout.Length} parameters, but training was to start from {request.Parameters.Length}", "Start from parameters of the same model.");
        }

        if (data.Count == 0)
        {
            return FederationErrors.PartitionImpossible.At("clients", "the client has no examples to train on");
        }

        return CheckLoneValue(plan, request) ?? CheckTargets(plan, data) ?? CheckTokens(plan, data);
    }

    // BatchNorm divides by the number of values less one: with a single value a channel the running variance would be NaN.
    private static Problem? CheckLoneValue(ModelPlan plan, TrainingRequest request)
    {
        var smallest = request.Data.Count % request.Spec.Training.BatchSize is var rest and > 0 ? rest : request.Spec.Training.BatchSize;
        var lone = plan.Layers.SelectMany(layer => layer.Deep()).FirstOrDefault(layer => layer.Spec.Kind == "batchnorm2d" && layer.Input[1] * layer.Input[2] == 1);
        return smallest == 1 && lone is not null
            ? FederationErrors.ShapeMismatch.At(lone.Place, $"batchnorm2d would get a single value a channel from a batch of one example, of {request.Data.Count} examples in batches of {request.Spec.Training.BatchSize}", "Choose another training.batchSize, or normalise before the image has shrunk to one pixel.")
            : null;
    }

    private static Problem? CheckTargets(ModelPlan plan, Data.IDataSet data)
    {
        var loss = plan.Spec.Loss;
        if (loss == LossKind.Mse)
        {
            return null;
        }

        var classes = loss == LossKind.CrossEntropy ? plan.Output[0] : 2;
        return TargetBlocks.Read<Problem>(data, (begin, targets) =>
        {
            for (var i = 0; i < targets.Length; i++)
            {
                if (!(targets[i] >= 0 && targets[i] < classes && targets[i] == MathF.Floor(targets[i])))
                {
                    return FederationErrors.LabelOutOfRange.At($"example {begin + i} of the client's training part", $"the label is {targets[i]:G9}, but the model's classes are 0 to {classes - 1}");
                }
            }

            return null;
        });
    }

    // Torch would read past ids of its table only with an error of its own, and cut fractions off silently.
    private static Problem? CheckTokens(ModelPlan plan, Data.IDataSet data)
    {
        if (plan.Vocabulary is not { } vocabulary)
        {
            return null;
        }

        var width = data.InputShape.Aggregate(1, (product, size) => product * size);
        var indices = new int[Math.Min(Block, data.Count)];
        var tokens = new float[indices.Length * width];
        for (var begin = 0; begin < data.Count; begin += Block)
        {
            var count = Math.Min(Block, data.Count - begin);
            for (var i = 0; i < count; i++)
            {
                indices[i] = begin + i;
            }

            data.ReadInputs(indices.AsSpan(0, count), tokens.AsSpan(0, count * width));
            for (var i = 0; i < count * width; i++)
            {
                if (!(tokens[i] >= 0 && tokens[i] < vocabulary && tokens[i] == MathF.Floor(tokens[i])))
                {
                    return FederationErrors.InvalidValue.At($"example {begin + i / width} of the client's training part", $"position {i % width} holds {tokens[i]:G9}, but the model's token ids are the whole numbers 0 to {vocabulary - 1}", "Correct the data, or give the embedding a larger vocabulary.");
                }
            }
        }

        return null;
    }
}
