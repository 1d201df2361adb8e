using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Gather, which refuses ids outside of its table; negative and broken ones, which it would take, become one that is outside.</summary>
internal sealed class Embedding : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "embedding";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        if (layer.PaddingToken is { } token)
        {
            var isPadding = graph.Node(layer, "Equal", [input, graph.Constant(layer, "padding", [], token)]);
            graph.Kept = graph.Node(layer, "Cast", [graph.Node(layer, "Not", [isPadding])], Attribute.Of("to", (long)TensorProto.Types.DataType.Float));
        }

        var whole = graph.Node(layer, "Equal", [input, graph.Node(layer, "Floor", [input])]);
        var natural = graph.Node(layer, "GreaterOrEqual", [input, graph.Constant(layer, "zero", [], 0)]);
        var outside = graph.Constant(layer, "outside", [], (float)layer.Spec.Arguments["vocabulary"]);
        var ids = graph.Node(layer, "Where", [graph.Node(layer, "And", [whole, natural]), input, outside]);
        var indices = graph.Node(layer, "Cast", [ids], Attribute.Of("to", (long)TensorProto.Types.DataType.Int64));
        return graph.Node(layer, "Gather", [layer.Parameters[0].Name, indices], Attribute.Of("axis", 0));
    }
}
