namespace OrleansFederation.Modeling.Layers;

/// <summary>InstanceNormalization of the groups, each a channel of its own, then scale and shift; opset 17 has no GroupNormalization.</summary>
internal sealed class GroupNorm : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "groupnorm";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var groups = (int)layer.Spec.Arguments["groups"];
        var ones = new float[groups];
        Array.Fill(ones, 1);

        // In a shape for Reshape, 0 keeps the batch dimension and -1 takes what is left.
        var grouped = graph.Node(layer, "Reshape", [input, graph.Constant(layer, "grouped", 0, groups, -1)]);
        var normal = graph.Node(
            layer,
            "InstanceNormalization",
            [grouped, graph.Constant(layer, "ones", [groups], ones), graph.Constant(layer, "zeros", [groups], new float[groups])],
            Attribute.Of("epsilon", (float)layer.Spec.Arguments["epsilon"]));
        var restored = graph.Node(layer, "Reshape", [normal, graph.Constant(layer, "restored", [0, .. layer.Input.Select(size => (long)size)])]);
        var (weight, bias) = (layer.Parameters[0].Name, layer.Parameters[1].Name);
        if (layer.Input.Count > 1)
        {
            var axes = graph.Constant(layer, "axes", [.. Enumerable.Range(1, layer.Input.Count - 1).Select(axis => (long)axis)]);
            weight = graph.Node(layer, "Unsqueeze", [weight, axes]);
            bias = graph.Node(layer, "Unsqueeze", [bias, axes]);
        }

        return graph.Node(layer, "Add", [graph.Node(layer, "Mul", [restored, weight]), bias]);
    }
}
