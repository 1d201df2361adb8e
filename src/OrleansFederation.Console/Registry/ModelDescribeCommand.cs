using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Output;
using OrleansFederation.Training;

namespace OrleansFederation.Registry;

/// <summary>Writes the model section of a spec for a TorchScript file. It loads the file, and so runs it: on the machine of who asks.</summary>
internal sealed class ModelDescribeCommand : FedCommand
{
    private readonly Argument<string> _script = new("FILE") { Description = "The TorchScript file. It is a program, and describing it loads it here." };
    private readonly Option<string> _onnx = new("--onnx") { Description = "Its ONNX twin.", HelpName = "FILE", Required = true };
    private readonly Option<string> _input = new("--input") { Description = "The shape of one input, such as 1,28,28.", HelpName = "SHAPE", Required = true };

    public ModelDescribeCommand()
        : base("describe", "Writes the model section of a spec for a TorchScript file and its ONNX twin.", "fed model describe model.pt --onnx model.onnx --input 1,28,28")
    {
        _input.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Shape(token.Value) is null)
            {
                result.AddError($"`{token.Value}` is no shape: write sizes of 1 or more, separated by commas");
            }
        });
        Add(_script);
        Add(_onnx);
        Add(_input);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (scriptPath, onnxPath, input) = (context.Get(_script), context.Get(_onnx)!, Shape(context.Get(_input)!)!);
        var (script, onnx) = (await ReadAsync(scriptPath, cancellationToken), await ReadAsync(onnxPath, cancellationToken));
        await using var services = new ServiceCollection().AddTraining().BuildServiceProvider();
        using var program = services.GetRequiredService<IPrograms>().Load(script, scriptPath);
        var (_, output) = program.Evaluate(program.Values(), new float[2 * input.Aggregate(1, (product, size) => product * size)], [2, .. input]);
        var section = Section(input, File(scriptPath, script), File(onnxPath, onnx), [.. output.Skip(1)], program.Tensors);
        context.Terminal.Show(() => Block.Of(section.Yaml.Split('\n').Select(line => Line.Of(line))), () => section.Json);
        return ExitCodes.Ok;
    }

    private static int[]? Shape(string text)
    {
        var sizes = text.Split(',').Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0).ToArray();
        return sizes.All(size => size > 0) ? sizes : null;
    }

    private static ProgramFile File(string path, byte[] bytes) =>
        new(Path.GetFullPath(path), ProgramFile.DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await System.IO.File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message, "Give a file that can be read."), fault);
        }
    }

    private static (string Yaml, JsonObject Json) Section(int[] input, ProgramFile script, ProgramFile onnx, int[] output, IReadOnlyList<ProgramTensor> tensors)
    {
        static JsonArray Sizes(IEnumerable<int> shape) => [.. shape.Select(size => (JsonNode)size)];
        static JsonObject Named(IEnumerable<ProgramTensor> tensors) => new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name, (JsonNode?)Sizes(tensor.Shape))));

        var program = new JsonObject
        {
            ["path"] = script.Path,
            ["digest"] = script.Digest,
            ["bytes"] = script.Length,
            ["onnx"] = new JsonObject { ["path"] = onnx.Path, ["digest"] = onnx.Digest, ["bytes"] = onnx.Length },
            ["output"] = Sizes(output),
            ["parameters"] = Named(tensors.Where(tensor => !tensor.IsBuffer)),
        };
        if (tensors.Any(tensor => tensor.IsBuffer))
        {
            program["buffers"] = Named(tensors.Where(tensor => tensor.IsBuffer));
        }

        var model = new JsonObject { ["input"] = Sizes(input), ["torchScript"] = program, ["loss"] = "crossEntropy" };

        // JSON is YAML: what is short stands on one line.
        var yaml = new StringBuilder("model:\n").Append(CultureInfo.InvariantCulture, $"  input: {model["input"]!.ToJsonString()}\n  torchScript:\n");
        foreach (var (key, value) in program)
        {
            if (key is "parameters" or "buffers")
            {
                yaml.Append(CultureInfo.InvariantCulture, $"    {key}:\n");
                foreach (var (name, shape) in (JsonObject)value!)
                {
                    yaml.Append(CultureInfo.InvariantCulture, $"      {JsonValue.Create(name)!.ToJsonString()}: {shape!.ToJsonString()}\n");
                }
            }
            else
            {
                yaml.Append(CultureInfo.InvariantCulture, $"    {key}: {value!.ToJsonString()}\n");
            }
        }

        return (yaml.Append("  loss: crossEntropy").ToString(), new() { ["model"] = model });
    }
}
