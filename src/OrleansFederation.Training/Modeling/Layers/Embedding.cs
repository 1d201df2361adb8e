using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Rows of a table. Ids were checked before training began.</summary>
internal sealed class EmbeddingModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "embedding";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var weight = tensors("weight")!;
        var (positions, width) = (layer.Output[0], layer.Output[1]);
        return (input, _) => weight.index_select(0, input.flatten().to(torch.int64)).view(-1, positions, width);
    }
}
