namespace OrleansFederation.Modeling.Layers;

/// <summary>ReduceMean over positions; where some are padding, their sum by the number of the others.</summary>
internal sealed class Mean : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "mean";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        if (!layer.IsPadded)
        {
            return graph.Node(layer, "ReduceMean", [input], Attribute.Of("axes", [1]), Attribute.Of("keepdims", 0));
        }

        // Zeros where there is nothing but padding.
        var kept = graph.Node(layer, "Unsqueeze", [graph.Kept!, graph.Constant(layer, "last", 2)]);
        var axis = graph.Constant(layer, "positions", 1);
        var sum = graph.Node(layer, "ReduceSum", [graph.Node(layer, "Mul", [input, kept]), axis], Attribute.Of("keepdims", 0));
        var count = graph.Node(layer, "ReduceSum", [kept, axis], Attribute.Of("keepdims", 0));
        return graph.Node(layer, "Div", [sum, graph.Node(layer, "Max", [count, graph.Constant(layer, "one", [], 1)])]);
    }
}
