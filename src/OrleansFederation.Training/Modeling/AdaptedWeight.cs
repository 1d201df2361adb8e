using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>The matrix of a layer that may have a low-rank adapter.</summary>
internal static class AdaptedWeight
{
    /// <summary>Gives how the matrix is had at each pass: the tensor itself, or W + scale · B·A.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="tensors">The layer's tensors.</param>
    /// <param name="name">The matrix's name within the layer.</param>
    public static Func<torch.Tensor> Of(LayerPlan layer, Func<string, torch.Tensor?> tensors, string name)
    {
        var weight = tensors(name)!;
        if (layer.Adapter is not { } adapter)
        {
            return () => weight;
        }

        var (inner, outer, scale) = (tensors(LayerAdapter.Inner)!, tensors(LayerAdapter.Outer)!, adapter.Scale);
        return () => weight + outer.mm(inner) * scale;
    }
}
