using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>The losses as TorchSharp computes them: means over the examples of a batch.</summary>
internal static class Losses
{
    /// <summary>Computes a loss.</summary>
    /// <param name="kind">The loss.</param>
    /// <param name="output">The model's outputs: examples × outputs; logits for cross-entropy and binary cross-entropy.</param>
    /// <param name="target">One target an example: int64 class indices for cross-entropy, float32 otherwise.</param>
    /// <returns>A scalar.</returns>
    public static torch.Tensor Compute(LossKind kind, torch.Tensor output, torch.Tensor target) => kind switch
    {
        LossKind.CrossEntropy => torch.nn.functional.cross_entropy(output, target),
        LossKind.Bce => torch.nn.functional.binary_cross_entropy_with_logits(output.flatten(), target),
        LossKind.Mse => torch.nn.functional.mse_loss(output.flatten(), target),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such loss."),
    };
}
