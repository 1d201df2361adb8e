using Google.Protobuf;
using OrleansFederation.Inference;
using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Modeling;

/// <summary>Writes ONNX files of opset 17 and IR version 8: input <c>input</c>, output <c>output</c>, initialisers named as the parameter layout.</summary>
internal sealed class OnnxExporter : IModelExporter
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    /// <inheritdoc/>
    public unsafe byte[] Export(ModelSpec model, ReadOnlySpan<float> parameters)
    {
        var plan = ModelPlan.Create(model);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameters.Length, plan.Layout.Length);
        fixed (float* start = parameters)
        {
            var graph = new GraphBuilder();
            foreach (var entry in plan.Layout.Entries)
            {
                var bytes = new PinnedBytes((byte*)(start + entry.Offset), entry.Length * sizeof(float));
                graph.Initialise(entry.Name, TensorProto.Types.DataType.Float, entry.Shape, UnsafeByteOperations.UnsafeWrap(bytes.Memory));
            }

            var value = GraphBuilder.Input;
            foreach (var layer in plan.Layers)
            {
                value = LayerNodes.Of(layer.Spec.Kind).Add(graph, layer, value);
            }

            var file = new ModelProto { IrVersion = IrVersion, ProducerName = "OrleansFederation", Graph = graph.Finish(plan, value) };
            file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
            var content = GC.AllocateUninitializedArray<byte>(file.CalculateSize());
            file.WriteTo(content.AsSpan());
            return content;
        }
    }
}
