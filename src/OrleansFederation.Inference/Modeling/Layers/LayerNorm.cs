namespace OrleansFederation.Modeling.Layers;

/// <summary>LayerNormalization over the last axis.</summary>
internal sealed class LayerNorm : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "layernorm";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(
            layer,
            "LayerNormalization",
            [input, .. layer.Parameters.Select(entry => entry.Name)],
            Attribute.Of("axis", -1),
            Attribute.Of("epsilon", (float)layer.Spec.Arguments["epsilon"]));
}
