using System.Runtime.InteropServices;
using Google.Protobuf;
using OrleansFederation.Modeling;
using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Preprocessing;

/// <summary>Writes fitted preprocessing as nodes before a model's own, so that whoever infers sends raw values: the float32 steps of <see cref="FittedPreprocessing.Transform"/>.</summary>
internal static class PreprocessingNodes
{
    private const string Prefix = "preprocessing.";

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="fitted">The preprocessing.</param>
    /// <param name="raw">The value of raw rows, N × columns, or of images, N × channels × height × width.</param>
    /// <returns>The value of features, N × width, or of images as they were.</returns>
    public static string Add(GraphBuilder graph, FittedPreprocessing fitted, string raw)
    {
        if (fitted.Plane is not null)
        {
            // Several channels are those of images of three dimensions, which is what RawInput takes apart.
            int[] shape = fitted.Values.Count == 1 ? [1] : [fitted.Values.Count, 1, 1];
            var moved = Node(graph, "channels.shifted", "Sub", [raw, Floats(graph, "channels.shift", fitted.Values.Select(value => value.Shift), shape)]);
            return Node(graph, "channels.scaled", "Div", [moved, Floats(graph, "channels.deviation", fitted.Values.Select(value => value.Deviation), shape)]);
        }

        // A column is one run of memory in the transposed rows, which makes picking columns an eighth as dear; columns that are all numbers
        // are not picked at all.
        var isTransposed = fitted.Categories.Count > 0;
        var rows = isTransposed ? Node(graph, "columns", "Transpose", [raw]) : raw;
        List<string> blocks = [];
        if (fitted.Values.Count > 0)
        {
            var columns = Pick(graph, fitted, rows, "values", fitted.Values.Select(value => value.Column));
            var imputed = Node(graph, "values.imputed", "Where", [
                Node(graph, "values.missing", "IsNaN", [columns]),
                Constants("values.replacement", fitted.Values.Select(value => value.Imputed)),
                columns]);
            var shifted = Node(graph, "values.shifted", "Sub", [imputed, Constants("values.shift", fitted.Values.Select(value => value.Shift))]);
            blocks.Add(Node(graph, "values.scaled", "Div", [shifted, Constants("values.deviation", fitted.Values.Select(value => value.Deviation))]));
        }

        if (fitted.Indicators.Count > 0)
        {
            blocks.Add(Cast(graph, "indicators", Node(graph, "indicators.missing", "IsNaN", [Pick(graph, fitted, rows, "indicators", fitted.Indicators)])));
        }

        if (fitted.Categories.Count > 0)
        {
            var columns = Pick(graph, fitted, rows, "categories", fitted.Categories.Select(feature => feature.Column));
            blocks.Add(Cast(graph, "categories", Node(graph, "categories.equal", "Equal",
                [columns, Constants("categories.index", fitted.Categories.Select(feature => (float)feature.Category))])));
        }

        var all = blocks is [var only] ? only : Node(graph, "all", "Concat", blocks, Modeling.Attribute.Of("axis", isTransposed ? 0L : 1L));
        return isTransposed ? Node(graph, "features", "Transpose", [all]) : all;

        string Constants(string name, IEnumerable<float> values)
        {
            float[] numbers = [.. values];
            return Floats(graph, name, numbers, isTransposed ? [numbers.Length, 1] : [numbers.Length]);
        }
    }

    private static string Pick(GraphBuilder graph, FittedPreprocessing fitted, string rows, string name, IEnumerable<int> columns)
    {
        long[] indices = [.. columns.Select(column => (long)column)];
        if (indices.SequenceEqual(Enumerable.Range(0, fitted.Columns.Count).Select(column => (long)column)))
        {
            return rows;
        }

        var place = graph.Initialise(Prefix + name + ".columns", TensorProto.Types.DataType.Int64, [indices.Length], ByteString.CopyFrom(MemoryMarshal.AsBytes(indices.AsSpan())));
        return Node(graph, name + ".raw", "Gather", [rows, place], Modeling.Attribute.Of("axis", fitted.Categories.Count > 0 ? 0L : 1L));
    }

    private static string Floats(GraphBuilder graph, string name, IEnumerable<float> values, IReadOnlyList<int> shape)
    {
        float[] numbers = [.. values];
        return graph.Initialise(Prefix + name, TensorProto.Types.DataType.Float, shape, ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan())));
    }

    private static string Cast(GraphBuilder graph, string name, string value) =>
        Node(graph, name + ".features", "Cast", [value], Modeling.Attribute.Of("to", (long)TensorProto.Types.DataType.Float));

    private static string Node(GraphBuilder graph, string name, string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { Name = Prefix + name, OpType = operation };
        node.Input.AddRange(inputs);
        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        node.Output.Add(Prefix + name);
        graph.Graph.Node.Add(node);
        return Prefix + name;
    }
}
