using System.Text.Json;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Writes what a canonical spec says of a program: its content by digests, so that the spec's digest pins it.</summary>
internal static class CanonicalProgram
{
    /// <summary>Writes the key <c>torchScript</c>, or <c>plugin</c> where a plugin brings the model.</summary>
    /// <param name="json">Where to; inside an object.</param>
    /// <param name="program">The program.</param>
    public static void Write(Utf8JsonWriter json, ProgramSpec program)
    {
        json.WriteStartObject(program.Plugin is null ? "torchScript" : "plugin");
        if (program.Plugin is { } plugin)
        {
            CanonicalPlugin.WriteMembers(json, plugin);
        }
        else
        {
            WriteFile(json, program.Script!);
        }

        json.WriteStartObject("onnx");
        WriteFile(json, program.Onnx);
        json.WriteEndObject();
        WriteShape(json, "output", program.Output);
        WriteTensors(json, "parameters", program.Tensors.Where(tensor => !tensor.IsBuffer));
        WriteTensors(json, "buffers", program.Tensors.Where(tensor => tensor.IsBuffer));
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, ProgramFile file)
    {
        json.WriteString("path", file.Path);
        json.WriteString("digest", file.Digest);
        json.WriteNumber("bytes", file.Length);
    }

    private static void WriteTensors(Utf8JsonWriter json, string key, IEnumerable<ProgramTensor> tensors)
    {
        json.WriteStartObject(key);
        foreach (var tensor in tensors)
        {
            WriteShape(json, tensor.Name, tensor.Shape);
        }

        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, string key, IReadOnlyList<int> shape)
    {
        json.WriteStartArray(key);
        foreach (var size in shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
    }
}
