namespace OrleansFederation.Modeling;

/// <summary>The matrix of a layer that may have a low-rank adapter. Its nodes have constant inputs only, so that ONNX Runtime merges it once, when it opens the file.</summary>
internal static class AdaptedWeight
{
    /// <summary>Gives the matrix.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The matrix's name within the layer.</param>
    /// <returns>The name of the value.</returns>
    public static string Of(GraphBuilder graph, LayerPlan layer, string name)
    {
        var weight = $"{layer.Path}.{name}";
        if (layer.Adapter is not { } adapter)
        {
            return weight;
        }

        var product = graph.Node(layer, "MatMul", [$"{layer.Path}.{LayerAdapter.Outer}", $"{layer.Path}.{LayerAdapter.Inner}"]);
        return graph.Node(layer, "Add", [weight, graph.Node(layer, "Mul", [product, graph.Constant(layer, "lora_scale", [], (float)adapter.Scale)])]);
    }
}
