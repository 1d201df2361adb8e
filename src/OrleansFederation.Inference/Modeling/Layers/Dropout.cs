namespace OrleansFederation.Modeling.Layers;

/// <summary>Nothing: dropout acts in training only.</summary>
internal sealed class Dropout : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "dropout";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => input;
}
