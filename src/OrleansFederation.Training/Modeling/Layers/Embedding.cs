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
        var padding = layer.PaddingToken;
        return (input, pass) =>
        {
            var ids = input.to(torch.int64);
            if (padding is { } token)
            {
                pass.Padding!.Kept = ids.ne(token).to(torch.float32);
            }

            return weight.index_select(0, ids.flatten()).view(-1, positions, width);
        };
    }
}
