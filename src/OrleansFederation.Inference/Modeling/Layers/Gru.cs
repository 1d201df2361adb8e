namespace OrleansFederation.Modeling.Layers;

/// <summary>GRU, its gates in the order that ONNX has them: update, reset, hidden; the reset gate acts behind the product, as PyTorch has it.</summary>
internal sealed class Gru : ILayerNodes
{
    // PyTorch has reset, update, new.
    private static readonly int[] Gates = [1, 0, 2];

    /// <inheritdoc/>
    public string Kind => "gru";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => RecurrentNodes.Add(graph, layer, input, "GRU", Gates, Attribute.Of("linear_before_reset", 1));
}
