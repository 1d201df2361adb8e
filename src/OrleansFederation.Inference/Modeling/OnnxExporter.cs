using Google.Protobuf;
using OrleansFederation.Inference;
using OrleansFederation.Modeling.Onnx;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Modeling;

/// <summary>
/// Writes ONNX files of opset 17 and IR version 8: input <c>input</c>, output <c>output</c>, initialisers named as the parameter layout.
/// Protobuf writes fields in the order of their numbers, so a file is the nodes, the parameters in layout order, and what follows them;
/// all but the numbers of the parameters is the frame.
/// </summary>
internal sealed class OnnxExporter : IModelExporter
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    /// <inheritdoc/>
    public byte[] Export(ModelSpec model, ReadOnlySpan<float> parameters) => Frame(model).Fill(parameters);

    /// <inheritdoc/>
    public ParameterFrame Frame(ModelSpec model, FittedPreprocessing? preprocessing = null)
    {
        var plan = ModelPlan.Create(model);
        var graph = new GraphBuilder();
        var raw = preprocessing is null ? GraphBuilder.Input : PreprocessingNodes.Add(graph, preprocessing, GraphBuilder.Input);
        var value = LayerNodes.Chain(graph, plan.Layers, raw);
        var whole = graph.Finish(plan, value, preprocessing is null or { Plane: not null } ? plan.Spec.Input : [preprocessing.Columns.Count]);
        var nodes = new GraphProto { Name = whole.Name };
        nodes.Node.Add(whole.Node);
        var rest = whole.Clone();
        rest.Node.Clear();
        rest.ClearName();

        // A tensor is its fields but the numbers, then the numbers' tag and length; all of it behind the tensor's own tag and length.
        var tensors = plan.Layout.Entries.Select(entry => Tensor(entry)).ToArray();
        var length = nodes.CalculateSize() + rest.CalculateSize()
            + tensors.Select((tensor, i) => tensor.Length + (long)plan.Layout.Entries[i].Length * sizeof(float)).Sum();
        var beginning = new ModelProto { IrVersion = IrVersion, ProducerName = "OrleansFederation" };
        var end = new ModelProto();
        end.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });

        ReadOnlyMemory<byte>[] literals = [.. tensors, Join(rest.ToByteArray(), end.ToByteArray())];
        literals[0] = Join(
            [.. beginning.ToByteArray(), .. Field(ModelProto.GraphFieldNumber, length), .. nodes.ToByteArray()],
            literals[0].Span);
        return new(plan.Layout, literals);
    }

    /// <inheritdoc/>
    public ParameterFrame Describe(ParameterFrame frame, string description) =>
        // Fields of protobuf may come in any order, and of one that comes twice the last counts.
        new(frame.Layout, [.. frame.Literals.SkipLast(1), Join(frame.Literals[^1].Span, new ModelProto { DocString = description }.ToByteArray())]);

    /// <inheritdoc/>
    public ProgramTwin ReadTwin(ModelSpec model, ReadOnlyMemory<byte> file) => OnnxTwin.Read(ModelPlans.Of(model), file);

    /// <inheritdoc/>
    public void CheckForeign(ReadOnlyMemory<byte> file, string place) => ForeignOnnx.Read(file, place);

    private static ReadOnlyMemory<byte> Tensor(ParameterEntry entry)
    {
        var tensor = new TensorProto { Name = entry.Name, DataType = TensorProto.Types.DataType.Float };
        tensor.Dims.AddRange(entry.Shape.Select(size => (long)size));
        var numbers = (long)entry.Length * sizeof(float);
        byte[] fields = [.. tensor.ToByteArray(), .. Field(TensorProto.RawDataFieldNumber, numbers)];
        return Join(Field(GraphProto.InitializerFieldNumber, fields.Length + numbers), fields);
    }

    /// <summary>The tag and length of a field whose content follows.</summary>
    private static byte[] Field(int number, long length)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteUInt64((ulong)length);
        }

        return stream.ToArray();
    }

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => [.. first, .. second];
}
