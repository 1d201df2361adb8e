namespace OrleansFederation.Modeling.Layers;

/// <summary>Conv.</summary>
internal sealed class Conv1d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "conv1d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var window = Window2d.Of(layer.Spec);
        return graph.Node(
            layer,
            "Conv",
            [input, .. layer.Parameters.Select(entry => entry.Name)],
            Attribute.Of("kernel_shape", [window.Kernel]),
            Attribute.Of("strides", [window.Stride]),
            Attribute.Of("pads", [window.Padding, window.Padding]),
            Attribute.Of("group", (long)layer.Spec.Arguments["groups"]));
    }
}
