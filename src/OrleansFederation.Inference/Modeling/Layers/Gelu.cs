namespace OrleansFederation.Modeling.Layers;

/// <summary>x · (1 + erf(x / √2)) / 2; opset 17 has no Gelu of its own, and ONNX Runtime fuses these nodes into one.</summary>
internal sealed class Gelu : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "gelu";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var scaled = graph.Node(layer, "Div", [input, graph.Constant(layer, "root", [], MathF.Sqrt(2))]);
        var shifted = graph.Node(layer, "Add", [graph.Node(layer, "Erf", [scaled]), graph.Constant(layer, "one", [], 1)]);
        var product = graph.Node(layer, "Mul", [input, shifted]);
        return graph.Node(layer, "Mul", [product, graph.Constant(layer, "half", [], 0.5f)]);
    }
}
