using System.Runtime.InteropServices;
using Google.Protobuf;
using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Modeling;

/// <summary>Collects the nodes and initialisers of one ONNX graph. Values and nodes are named after their layer: <c>3.relu</c>.</summary>
internal sealed class GraphBuilder
{
    /// <summary>The name of the graph's input.</summary>
    public const string Input = "input";

    /// <summary>The name of the graph's output.</summary>
    public const string Output = "output";

    /// <summary>The value that is 1 where a position is kept and 0 where it is padding, examples × positions; null where the model has no padding.</summary>
    public string? Kept { get; set; }

    /// <summary>The graph so far.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>Adds a node of one output.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="operation">The operator, for example <c>Conv</c>.</param>
    /// <param name="inputs">The names of the values that it takes.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the value that it gives.</returns>
    public string Node(LayerPlan layer, string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = $"{layer.Path}.{layer.Spec.Kind}.{Graph.Node.Count}";
        var node = new NodeProto { Name = name, OpType = operation };
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        node.Output.Add(name);
        Graph.Node.Add(node);
        return name;
    }

    /// <summary>Adds a constant of real numbers.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    /// <param name="values">Its values.</param>
    /// <returns>The name of the value.</returns>
    public string Constant(LayerPlan layer, string name, IReadOnlyList<int> shape, params ReadOnlySpan<float> values) =>
        Initialise($"{layer.Path}.{name}", TensorProto.Types.DataType.Float, shape, ByteString.CopyFrom(MemoryMarshal.AsBytes(values)));

    /// <summary>Adds a constant list of whole numbers.</summary>
    /// <inheritdoc cref="Constant(LayerPlan, string, IReadOnlyList{int}, ReadOnlySpan{float})"/>
    public string Constant(LayerPlan layer, string name, params ReadOnlySpan<long> values) =>
        Initialise($"{layer.Path}.{name}", TensorProto.Types.DataType.Int64, [values.Length], ByteString.CopyFrom(MemoryMarshal.AsBytes(values)));

    /// <summary>Adds a constant whole number, a scalar.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="value">The number.</param>
    /// <returns>The name of the value.</returns>
    public string Scalar(LayerPlan layer, string name, long value) =>
        Initialise($"{layer.Path}.{name}", TensorProto.Types.DataType.Int64, [], ByteString.CopyFrom(MemoryMarshal.AsBytes([value])));

    /// <summary>Adds an initialiser.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="content">Its elements, little-endian.</param>
    /// <returns>The name.</returns>
    public string Initialise(string name, TensorProto.Types.DataType type, IReadOnlyList<int> shape, ByteString content)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = content };
        tensor.Dims.AddRange(shape.Select(size => (long)size));
        Graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Declares the graph's input and output, each with a free batch dimension N.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="last">The value that the last layer gives.</param>
    /// <param name="input">The shape of one input.</param>
    public GraphProto Finish(ModelPlan plan, string last, IReadOnlyList<int> input)
    {
        if (Graph.Node.LastOrDefault() is { } node && node.Output[0] == last)
        {
            node.Output[0] = Output;
        }
        else
        {
            // No layer of the model has a node, for example dropout alone.
            var identity = new NodeProto { Name = "identity", OpType = "Identity" };
            identity.Input.Add(last);
            identity.Output.Add(Output);
            Graph.Node.Add(identity);
        }

        Graph.Name = plan.Spec.Name;
        Graph.Input.Add(Value(Input, input));
        Graph.Output.Add(Value(Output, plan.Output));
        return Graph;
    }

    private static ValueInfoProto Value(string name, IReadOnlyList<int> example)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.AddRange(example.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = TensorProto.Types.DataType.Float, Shape = shape } } };
    }
}
