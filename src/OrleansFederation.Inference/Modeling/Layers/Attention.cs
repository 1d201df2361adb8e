namespace OrleansFederation.Modeling.Layers;

/// <summary>Scaled dot products of heads that Reshape and Transpose part and join.</summary>
internal sealed class Attention : ILayerNodes
{
    // Beyond every score, and finite: an example that is padding alone has equal weights, and no NaN.
    private const float Far = 1e30f;

    /// <inheritdoc/>
    public string Kind => "attention";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var (positions, width, heads) = (layer.Input[0], layer.Input[1], (long)layer.Spec.Arguments["heads"]);
        var (inWeight, inBias, outWeight, outBias) = (AdaptedWeight.Of(graph, layer, "in_proj_weight"), layer.Parameters[1].Name, layer.Parameters[2].Name, layer.Parameters[3].Name);

        // Examples × positions × (query, key, value) × heads × width of a head, then the heads before the positions.
        var projected = Projection(graph, layer, input, inWeight, inBias);
        var split = graph.Node(layer, "Reshape", [projected, graph.Constant(layer, "split", 0, positions, 3, heads, width / heads)]);
        var ordered = graph.Node(layer, "Transpose", [split], Attribute.Of("perm", [2, 0, 3, 1, 4]));
        var query = Part(0);
        var key = graph.Node(layer, "Transpose", [Part(1)], Attribute.Of("perm", [0, 1, 3, 2]));
        var scores = graph.Node(layer, "Mul", [graph.Node(layer, "MatMul", [query, key]), graph.Constant(layer, "scale", [], (float)(1 / Math.Sqrt((double)width / heads)))]);
        if (layer.Spec.Arguments["causal"] != 0)
        {
            scores = graph.Node(layer, "Add", [scores, graph.Constant(layer, "mask", [positions, positions], Mask(positions))]);
        }

        if (layer.IsPadded)
        {
            var kept = graph.Node(layer, "Unsqueeze", [graph.Kept!, graph.Constant(layer, "axes", 1, 2)]);
            var unseen = graph.Node(layer, "Sub", [kept, graph.Constant(layer, "one", [], 1)]);
            scores = graph.Node(layer, "Add", [scores, graph.Node(layer, "Mul", [unseen, graph.Constant(layer, "far", [], Far)])]);
        }

        var weights = graph.Node(layer, "Softmax", [scores], Attribute.Of("axis", -1));
        var seen = graph.Node(layer, "Transpose", [graph.Node(layer, "MatMul", [weights, Part(2)])], Attribute.Of("perm", [0, 2, 1, 3]));
        var joined = graph.Node(layer, "Reshape", [seen, graph.Constant(layer, "joined", 0, positions, width)]);
        return Projection(graph, layer, joined, outWeight, outBias);

        string Part(int part) =>
            graph.Node(layer, "Gather", [ordered, graph.Scalar(layer, $"part{part}", part)], Attribute.Of("axis", 0));
    }

    private static string Projection(GraphBuilder graph, LayerPlan layer, string input, string weight, string bias)
    {
        var product = graph.Node(layer, "MatMul", [input, graph.Node(layer, "Transpose", [weight], Attribute.Of("perm", [1, 0]))]);
        return graph.Node(layer, "Add", [product, bias]);
    }

    // What comes later has no weight.
    private static float[] Mask(int positions)
    {
        var mask = new float[positions * positions];
        for (var row = 0; row < positions; row++)
        {
            mask.AsSpan(row * positions + row + 1, positions - row - 1).Fill(float.NegativeInfinity);
        }

        return mask;
    }
}
