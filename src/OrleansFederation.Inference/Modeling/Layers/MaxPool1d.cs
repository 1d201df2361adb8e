namespace OrleansFederation.Modeling.Layers;

/// <summary>MaxPool; ONNX, too, lets padding never win.</summary>
internal sealed class MaxPool1d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "maxpool1d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "MaxPool", [input], Attribute.OfSequence(Window2d.Of(layer.Spec)));
}
