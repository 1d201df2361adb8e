using Google.Protobuf;
using OrleansFederation.Errors;
using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Modeling;

/// <summary>ONNX files that others made. Whatever of them is not known here stays as it is when they are written again.</summary>
internal static class ForeignOnnx
{
    // TensorProto.DataLocation.EXTERNAL.
    private const int External = 1;

    /// <summary>Reads a file, and refuses one whose numbers lie in files beside it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="FederationException">FED1031.</exception>
    public static ModelProto Read(ReadOnlyMemory<byte> file, string place)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file.Span);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new FederationException(FederationErrors.OnnxMalformed.At(place, fault.Message), fault);
        }

        if (model.Graph is null)
        {
            throw FederationErrors.OnnxMalformed.Exception(place, "it has no graph");
        }

        return model.Functions.SelectMany(function => function.Node).SelectMany(Tensors).Concat(Tensors(model.Graph)).FirstOrDefault(tensor => tensor.DataLocation == External) is { } outside
            ? throw FederationErrors.OnnxMalformed.Exception(place, $"the numbers of '{outside.Name}' lie in another file", "Save it as one file: onnx.save(model, path, save_as_external_data=False).")
            : model;
    }

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        [.. graph.Initializer, .. graph.SparseInitializer.SelectMany(sparse => new[] { sparse.Values, sparse.Indices }).OfType<TensorProto>(), .. graph.Node.SelectMany(Tensors)];

    // How deep graphs lie in one another is bounded by protobuf's own limit on what it reads.
    private static IEnumerable<TensorProto> Tensors(NodeProto node) => node.Attribute.SelectMany(attribute => (IEnumerable<TensorProto>)
    [
        .. attribute.T is { } tensor ? (TensorProto[])[tensor] : [],
        .. attribute.Tensors,
        .. attribute.G is { } graph ? Tensors(graph) : [],
        .. attribute.Graphs.SelectMany(Tensors),
    ]);
}
