namespace OrleansFederation.Modeling.Layers;

/// <summary>LSTM, its gates in the order that ONNX has them: input, output, forget, cell.</summary>
internal sealed class Lstm : ILayerNodes
{
    // PyTorch has input, forget, cell, output.
    private static readonly int[] Gates = [0, 3, 1, 2];

    /// <inheritdoc/>
    public string Kind => "lstm";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => RecurrentNodes.Add(graph, layer, input, "LSTM", Gates);
}
