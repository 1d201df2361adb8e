namespace OrleansFederation.Modeling.Layers;

/// <summary>AveragePool that counts padding, as PyTorch does by default.</summary>
internal sealed class AvgPool1d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "avgpool1d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(layer, "AveragePool", [input], [.. Attribute.OfSequence(Window2d.Of(layer.Spec)), Attribute.Of("count_include_pad", 1)]);
}
