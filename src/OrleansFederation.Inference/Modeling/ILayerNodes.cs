namespace OrleansFederation.Modeling;

/// <summary>What a layer kind is in ONNX. Each belongs to a rule of the same name in Learning and a module of the same name in Training.</summary>
internal interface ILayerNodes
{
    /// <summary>The kind in a spec, lower case.</summary>
    string Kind { get; }

    /// <summary>Adds the layer's nodes to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">The layer in its place.</param>
    /// <param name="input">The name of the value that it takes.</param>
    /// <returns>The name of the value that it gives; <paramref name="input"/> where it changes nothing.</returns>
    string Add(GraphBuilder graph, LayerPlan layer, string input);
}
