using System.Numerics.Tensors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>
/// Clipping by the global norm (Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1) as
/// torch.nn.utils.clip_grad_norm_ does it: where max / (‖g‖ + 1e-6) is below 1, g is multiplied by it.
/// </summary>
internal static class GradientClip
{
    private const double Least = 1e-6;

    /// <summary>Clips a gradient.</summary>
    /// <param name="gradient">The gradient of all parameters; changed.</param>
    /// <param name="most">The largest norm, above 0.</param>
    public static void Apply(Span<float> gradient, double most)
    {
        var factor = most / (Math.Sqrt(SquaredNorm.Of(gradient)) + Least);
        if (factor < 1)
        {
            TensorPrimitives.Multiply(gradient, (float)factor, gradient);
        }
    }
}
