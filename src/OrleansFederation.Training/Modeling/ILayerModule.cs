using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>Computes what a layer makes of a batch.</summary>
/// <param name="input">The batch: the layer's input shape behind the batch dimension. Not changed.</param>
/// <param name="pass">How the model is run.</param>
/// <returns>A tensor of the layer's output shape behind the batch dimension; it may be the input itself.</returns>
internal delegate torch.Tensor LayerForward(torch.Tensor input, ForwardPass pass);

/// <summary>How TorchSharp computes a layer kind. Each has a rule of the same name in Learning.</summary>
internal interface ILayerModule
{
    /// <summary>The kind in a spec, lower case.</summary>
    string Kind { get; }

    /// <summary>Prepares a layer.</summary>
    /// <param name="layer">The layer in its place in a model.</param>
    /// <param name="tensors">The layer's tensors by the names that its rule gives them, for example <c>weight</c>; null where it has none of that name.</param>
    LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors);
}
