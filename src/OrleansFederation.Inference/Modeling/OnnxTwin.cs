using System.Runtime.InteropServices;
using Google.Protobuf;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Modeling.Onnx;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>
/// The ONNX twin of a program. Its parameters are laid in the order of the layout and as raw bytes; the file is then what stands between
/// them, so that a version's file is the twin's own with other numbers.
/// </summary>
internal static class OnnxTwin
{
    private const string Place = "the ONNX twin";

    /// <summary>Reads a twin.</summary>
    /// <param name="plan">The program worked out.</param>
    /// <param name="file">The twin.</param>
    /// <exception cref="FederationException">FED1031, FED1092.</exception>
    public static ProgramTwin Read(ModelPlan plan, ReadOnlyMemory<byte> file)
    {
        var model = ForeignOnnx.Read(file, Place);
        var graph = model.Graph;
        Restore(graph, plan.Layout);
        var byName = graph.Initializer.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        Problem[] problems = [.. plan.Layout.Entries.Select(entry => Misfit(entry, byName.GetValueOrDefault(entry.Name))).OfType<Problem>()];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }

        TensorProto[] ordered = [.. plan.Layout.Entries.Select(entry => Raw(byName[entry.Name]))];
        TensorProto[] others = [.. graph.Initializer.Except(ordered)];
        graph.Initializer.Clear();
        graph.Initializer.Add(ordered);
        graph.Initializer.Add(others);

        // Parameters that are inputs too, as old exporters write them, would have to be sent by whoever asks.
        var names = byName.Keys.ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !names.Contains(input.Name))];
        graph.Input.Clear();
        graph.Input.Add(inputs);

        var values = new float[plan.Layout.Length];
        foreach (var (entry, tensor) in plan.Layout.Entries.Zip(ordered))
        {
            tensor.RawData.Span.CopyTo(MemoryMarshal.AsBytes(values.AsSpan(entry.Offset, entry.Length)));
        }

        return new(Frame(plan.Layout, model.ToByteArray()), values);
    }

    /// <summary>Exporters write tensors of equal numbers once, and give the others their values by nodes: those are tensors again.</summary>
    private static void Restore(GraphProto graph, ParameterLayout layout)
    {
        var wanted = layout.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var byName = graph.Initializer.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => node.OpType == "Identity" && node.Input.Count == 1 && node.Output.Count == 1 && wanted.Contains(node.Output[0]) && byName.ContainsKey(node.Input[0])).ToArray())
        {
            var copy = byName[node.Input[0]].Clone();
            copy.Name = node.Output[0];
            graph.Initializer.Add(copy);
            graph.Node.Remove(node);
        }
    }

    private static Problem? Misfit(ParameterEntry entry, TensorProto? tensor)
    {
        var place = $"{Place}, tensor '{entry.Name}'";
        return tensor is null ? FederationErrors.TwinDiffers.At(place, "no initialiser has this name: an exporter may have folded it into another")
            : tensor.DataType != TensorProto.Types.DataType.Float ? FederationErrors.TwinDiffers.At(place, "it is not of float32")
            : !tensor.Dims.SequenceEqual(entry.Shape.Select(size => (long)size)) ? FederationErrors.TwinDiffers.At(place, $"its shape is [{string.Join(", ", tensor.Dims)}], the program's is [{string.Join(", ", entry.Shape)}]")
            : (tensor.HasRawData ? tensor.RawData.Length : tensor.FloatData.Count * (long)sizeof(float)) != entry.Length * (long)sizeof(float) ? FederationErrors.TwinDiffers.At(place, "it has another number of numbers than its shape says")
            : null;
    }

    private static TensorProto Raw(TensorProto tensor)
    {
        if (!tensor.HasRawData)
        {
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(tensor.FloatData.ToArray().AsSpan()));
            tensor.FloatData.Clear();
        }

        return tensor;
    }

    /// <summary>Cuts the file at the numbers of its first initialisers, which are those of the layout.</summary>
    private static ParameterFrame Frame(ParameterLayout layout, ReadOnlyMemory<byte> file)
    {
        List<ReadOnlyMemory<byte>> literals = [];
        var cut = 0;
        var (graphAt, graphLength) = Fields(file, 0, file.Length).First(field => field.Number == ModelProto.GraphFieldNumber).Content;
        foreach (var (_, (at, length)) in Fields(file, graphAt, graphLength).Where(field => field.Number == GraphProto.InitializerFieldNumber).Take(layout.Entries.Count))
        {
            var (rawAt, rawLength) = Fields(file, at, length).First(field => field.Number == TensorProto.RawDataFieldNumber).Content;
            literals.Add(file[cut..rawAt]);
            cut = rawAt + rawLength;
        }

        literals.Add(file[cut..]);
        return new(layout, literals);
    }

    private static IEnumerable<(int Number, (int At, int Length) Content)> Fields(ReadOnlyMemory<byte> file, int at, int length)
    {
        for (var end = at + length; at < end;)
        {
            var tag = Varint(file.Span, ref at);
            var size = (WireFormat.WireType)(tag & 7) switch
            {
                WireFormat.WireType.LengthDelimited => (int)Varint(file.Span, ref at),
                WireFormat.WireType.Fixed32 => sizeof(uint),
                WireFormat.WireType.Fixed64 => sizeof(ulong),
                _ => 0,
            };
            if ((WireFormat.WireType)(tag & 7) == WireFormat.WireType.Varint)
            {
                Varint(file.Span, ref at);
            }

            yield return ((int)(tag >> 3), (at, size));
            at += size;
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
