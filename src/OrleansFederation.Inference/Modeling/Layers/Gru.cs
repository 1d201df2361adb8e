namespace OrleansFederation.Modeling.Layers;

/// <summary>GRU, its gates in the order that ONNX has them: update, reset, hidden; the reset gate acts behind the product, as PyTorch has it.</summary>
internal sealed class Gru : ILayerNodes
{
    // PyTorch has reset, update, new.
    private static readonly int[] Gates = [1, 0, 2];

    /// <inheritdoc/>
    public string Kind => "gru";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var hidden = (int)layer.Spec.Arguments["hidden"];
        var order = graph.Constant(layer, "order", [.. Gates.SelectMany(gate => Enumerable.Range(gate * hidden, hidden)).Select(row => (long)row)]);
        var direction = graph.Constant(layer, "direction", 0);
        var biases = graph.Node(layer, "Concat", [Ordered(2), Ordered(3)], Attribute.Of("axis", 0));
        var all = graph.Node(
            layer,
            "GRU",
            [
                graph.Node(layer, "Transpose", [input], Attribute.Of("perm", [1, 0, 2])),
                graph.Node(layer, "Unsqueeze", [Ordered(0), direction]),
                graph.Node(layer, "Unsqueeze", [Ordered(1), direction]),
                graph.Node(layer, "Unsqueeze", [biases, direction]),
            ],
            Attribute.Of("hidden_size", (long)hidden),
            Attribute.Of("linear_before_reset", 1));

        // Positions × directions × examples × state.
        var states = graph.Node(layer, "Squeeze", [all, graph.Constant(layer, "directions", 1)]);
        return layer.Spec.Arguments["sequence"] != 0
            ? graph.Node(layer, "Transpose", [states], Attribute.Of("perm", [1, 0, 2]))
            : graph.Node(layer, "Gather", [states, graph.Scalar(layer, "last", layer.Input[0] - 1)], Attribute.Of("axis", 0));

        string Ordered(int parameter) => graph.Node(layer, "Gather", [layer.Parameters[parameter].Name, order], Attribute.Of("axis", 0));
    }
}
