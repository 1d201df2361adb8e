using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Artifacts;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Registry;

/// <summary>Writes a version's files.</summary>
internal sealed class ModelExportCommand : FedCommand
{
    private readonly Argument<ModelName> _model = ModelName.Argument();
    private readonly Option<string?> _onnx = new("--onnx") { Description = "Where to write the ONNX model.", HelpName = "FILE" };
    private readonly Option<string?> _safetensors = new("--safetensors") { Description = "Where to write the parameters.", HelpName = "FILE" };

    public ModelExportCommand() : base("export", "Writes a version's files, verified by their digests.", "fed model export digits@v10 --onnx digits.onnx")
    {
        Add(_model);
        Add(_onnx);
        Add(_safetensors);
        Validators.Add(result =>
        {
            if (result.GetResult(_onnx) is null && result.GetResult(_safetensors) is null)
            {
                result.AddError("Name at least one file to write: --onnx FILE, --safetensors FILE");
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var (name, reference) = context.Get(_model);
        var number = await session.Client.ResolveAsync(name, reference, cancellationToken);
        List<(ArtifactKind Kind, string Path, ArtifactRef File)> written = [];
        foreach (var (kind, path) in new[] { (ArtifactKind.Onnx, context.Get(_onnx)), (ArtifactKind.Safetensors, context.Get(_safetensors)) })
        {
            if (path is not null)
            {
                written.Add((kind, Path.GetFullPath(path), await session.Client.DownloadAsync(name, number, kind, path, cancellationToken)));
            }
        }

        context.Terminal.Show(
            () => Listing.Table(
                [new Column("file"), new Column("size", Right: true), new Column("sha-256", Rank: 1)],
                [.. written.Select(entry => new Cell[] { entry.Path, Figures.Bytes(entry.File.Length), entry.File.Digest })]),
            () => new JsonObject
            {
                ["model"] = name,
                ["version"] = number,
                ["files"] = new JsonArray([.. written.Select(entry => (JsonNode)new JsonObject
                {
                    ["kind"] = Figures.Word(entry.Kind), ["path"] = entry.Path, ["digest"] = entry.File.Digest, ["length"] = entry.File.Length,
                })]),
            });
        return ExitCodes.Ok;
    }
}
