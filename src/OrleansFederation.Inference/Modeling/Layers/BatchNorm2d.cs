namespace OrleansFederation.Modeling.Layers;

/// <summary>BatchNormalization by the running averages.</summary>
internal sealed class BatchNorm2d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "batchnorm2d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(
            layer,
            "BatchNormalization",
            [input, .. layer.Parameters.Select(entry => entry.Name)],
            Attribute.Of("epsilon", (float)layer.Spec.Arguments["epsilon"]));
}
