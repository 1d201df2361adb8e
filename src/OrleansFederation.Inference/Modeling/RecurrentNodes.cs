namespace OrleansFederation.Modeling;

/// <summary>Writes recurrent layers, whose ONNX operators take tensors of one direction and positions first, with the gates in an order of their own.</summary>
internal static class RecurrentNodes
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The value of examples × positions × features.</param>
    /// <param name="operation">The operator.</param>
    /// <param name="gates">Where each of the operator's gates stands among PyTorch's.</param>
    /// <param name="attributes">The operator's attributes beside the size of the state.</param>
    /// <returns>The value of the states, or of the last one.</returns>
    public static string Add(GraphBuilder graph, LayerPlan layer, string input, string operation, IReadOnlyList<int> gates, params ReadOnlySpan<Onnx.AttributeProto> attributes)
    {
        var hidden = (int)layer.Spec.Arguments["hidden"];
        var order = graph.Constant(layer, "order", [.. gates.SelectMany(gate => Enumerable.Range(gate * hidden, hidden)).Select(row => (long)row)]);
        var direction = graph.Constant(layer, "direction", 0);
        var biases = graph.Node(layer, "Concat", [Ordered(2), Ordered(3)], Attribute.Of("axis", 0));
        var all = graph.Node(
            layer,
            operation,
            [
                graph.Node(layer, "Transpose", [input], Attribute.Of("perm", [1, 0, 2])),
                graph.Node(layer, "Unsqueeze", [Ordered(0), direction]),
                graph.Node(layer, "Unsqueeze", [Ordered(1), direction]),
                graph.Node(layer, "Unsqueeze", [biases, direction]),
            ],
            [Attribute.Of("hidden_size", (long)hidden), .. attributes]);

        // Positions × directions × examples × state.
        var states = graph.Node(layer, "Squeeze", [all, graph.Constant(layer, "directions", 1)]);
        return layer.Spec.Arguments["sequence"] != 0
            ? graph.Node(layer, "Transpose", [states], Attribute.Of("perm", [1, 0, 2]))
            : graph.Node(layer, "Gather", [states, graph.Scalar(layer, "last", layer.Input[0] - 1)], Attribute.Of("axis", 0));

        string Ordered(int parameter) => graph.Node(layer, "Gather", [layer.Parameters[parameter].Name, order], Attribute.Of("axis", 0));
    }
}
