namespace OrleansFederation.Modeling.Layers;

/// <summary>Conv.</summary>
internal sealed class Conv2d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "conv2d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(
            layer,
            "Conv",
            [input, .. layer.Parameters.Select(entry => entry.Name)],
            [.. Attribute.Of(Window2d.Of(layer.Spec)), Attribute.Of("group", (long)layer.Spec.Arguments["groups"])]);
}
