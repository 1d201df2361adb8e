using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Multi-head self-attention.</summary>
internal sealed class AttentionModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "attention";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (inWeight, inBias, outWeight, outBias) = (AdaptedWeight.Of(layer, tensors, "in_proj_weight"), tensors("in_proj_bias"), tensors("out_proj.weight")!, tensors("out_proj.bias"));
        var (positions, width, heads) = ((long)layer.Input[0], (long)layer.Input[1], (long)layer.Spec.Arguments["heads"]);
        var causal = layer.Spec.Arguments["causal"] != 0;
        return (input, pass) =>
        {
            // Examples × positions × (query, key, value) × heads × width of a head, then the heads before the positions.
            var split = torch.nn.functional.linear(input, inWeight(), inBias).view(-1, positions, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
            var seen = layer.IsPadded
                ? torch.nn.functional.scaled_dot_product_attention(split[0], split[1], split[2], attn_mask: causal ? pass.Padding!.Scores + Later(positions) : pass.Padding!.Scores)
                : torch.nn.functional.scaled_dot_product_attention(split[0], split[1], split[2], is_casual: causal);
            return torch.nn.functional.linear(seen.transpose(1, 2).reshape(-1, positions, width), outWeight, outBias);
        };
    }

    private static torch.Tensor Later(long positions) => torch.full([positions, positions], float.NegativeInfinity).triu(1);
}
