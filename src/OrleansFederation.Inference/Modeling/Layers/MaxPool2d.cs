namespace OrleansFederation.Modeling.Layers;

/// <summary>MaxPool; ONNX, too, lets padding never win.</summary>
internal sealed class MaxPool2d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "maxpool2d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "MaxPool", [input], Attribute.Of(Window2d.Of(layer.Spec)));
}
