using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>Losses of single examples, in double precision, from a model's outputs.</summary>
internal static class ExampleLoss
{
    /// <summary>Sums up the losses and correct answers of consecutive examples.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="outputs">The outputs row by row.</param>
    /// <param name="targets">The targets, one an example.</param>
    /// <param name="first">The first example's place in its data set, for error messages.</param>
    /// <param name="tally">Where a classification's examples are counted.</param>
    /// <returns>The sums, with those tallies that are sums of losses and of a regression's errors.</returns>
    /// <exception cref="FederationException">FED1022 where a target is no class of the model, FED1005 where the outputs do not fit the loss.</exception>
    public static Metrics Sum(LossKind loss, ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int first, EvaluationTally? tally = null)
    {
        var width = outputs.Length / targets.Length;
        if (width * targets.Length != outputs.Length || (loss == LossKind.CrossEntropy ? width < 2 : width != 1))
        {
            throw FederationErrors.ShapeMismatch.Exception("the model's output", $"{outputs.Length} numbers for {targets.Length} examples do not fit the loss {loss}", "End the model with a linear layer: of as many outputs as there are classes for crossEntropy, of one output for bce and mse.");
        }

        var sum = 0.0;
        var squares = 0.0;
        var correct = 0L;
        var regression = loss == LossKind.Mse ? RegressionSums.None : null;
        for (var i = 0; i < targets.Length; i++)
        {
            var output = outputs.Slice(i * width, width);
            var target = targets[i];
            var (value, right) = loss switch
            {
                LossKind.CrossEntropy => CrossEntropy(output, Class(target, width, first + i)),
                LossKind.Bce => Bce(output[0], Binary(target, first + i)),
                _ => (Square(output[0] - (double)target), false),
            };
            sum += value;
            squares += value * value;
            correct += right ? 1 : 0;
            regression = regression?.Merge(new(1, Math.Abs(output[0] - (double)target), target, 0));
            Count(tally, loss, output, target);
        }

        return new(targets.Length, sum, loss == LossKind.Mse ? null : correct) { Tallies = new() { LossSquareSum = squares, Regression = regression } };
    }

    /// <summary>The number of classes that outputs of a width tell apart; 0 for a regression.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="width">The numbers of one output.</param>
    public static int Classes(LossKind loss, int width) => loss switch
    {
        LossKind.CrossEntropy => width,
        LossKind.Bce => 2,
        _ => 0,
    };

    private static void Count(EvaluationTally? tally, LossKind loss, ReadOnlySpan<float> output, float target)
    {
        if (loss == LossKind.Bce)
        {
            tally?.Add(output[0], target);
        }
        else if (loss == LossKind.CrossEntropy)
        {
            tally?.Add(output, (int)target);
        }
    }

    /// <summary>−log softmax(z)ₜ = log Σ exp(zᵢ − max) + max − zₜ; correct where zₜ is the first greatest.</summary>
    private static (double Loss, bool Correct) CrossEntropy(ReadOnlySpan<float> logits, int target)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        double max = logits[best];
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return (Math.Log(sum) + max - logits[target], best == target);
    }

    /// <summary>−t log σ(z) − (1 − t) log(1 − σ(z)) = max(z, 0) − z·t + log(1 + exp(−|z|)), which does not overflow.</summary>
    private static (double Loss, bool Correct) Bce(double logit, double target) =>
        (Math.Max(logit, 0) - logit * target + Math.Log(1 + Math.Exp(-Math.Abs(logit))), logit > 0 == target > 0.5);

    private static double Square(double value) => value * value;

    private static int Class(float target, int classes, int example) =>
        target >= 0 && target < classes && target == MathF.Floor(target)
            ? (int)target
            : throw FederationErrors.LabelOutOfRange.Exception($"example {example}", $"its label is {target}, but the model has the classes 0 to {classes - 1}");

    private static float Binary(float target, int example) =>
        target is >= 0 and <= 1
            ? target
            : throw FederationErrors.LabelOutOfRange.Exception($"example {example}", $"its label is {target}, but bce takes 0 to 1", "Correct the label file, or use loss: mse for real targets.");
}
