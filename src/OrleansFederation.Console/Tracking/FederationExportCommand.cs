using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Tracking;

/// <summary>Writes a federation's parameters and figures for other tools.</summary>
internal sealed class FederationExportCommand : FedCommand
{
    private const string Csv = "csv";
    private const string Jsonl = "jsonl";
    private const string Mlflow = "mlflow";

    private readonly Argument<string> _name = new("NAME") { Description = "The federation's name." };
    private readonly Option<string> _format = new("--format") { Description = "csv or jsonl, a file; mlflow, a folder as MLflow's file store has it.", HelpName = "FORMAT", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "The file or folder to write.", HelpName = "PATH", Required = true };

    public FederationExportCommand()
        : base("export", "Writes parameters and the figures of every round and site for other tools.", "fed federation export quickstart --format mlflow --out mlruns")
    {
        _format.AcceptOnlyFromAmong(Csv, Jsonl, Mlflow);
        Add(_name);
        Add(_format);
        Add(_out);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (format, path) = (context.Get(_format)!, Path.GetFullPath(context.Get(_out)!));
        await using var session = await context.OpenAsync(cancellationToken);
        var run = await TrackedRun.GatherAsync(session.Client, context.Get(_name), cancellationToken);
        var written = path;
        switch (format)
        {
            case Mlflow:
                written = MlflowForm.Write(run, path);
                break;
            case Jsonl:
                OutputFile.Write(path, JsonlForm.Write(run));
                break;
            default:
                OutputFile.Write(path, CsvForm.Write(run));
                break;
        }

        context.Terminal.Show(
            () => Listing.Facts(("written", written), ("parameters", Figures.Count(run.Parameters.Count)), ("figures", Figures.Count(run.Figures.Count))),
            () => new JsonObject
            {
                ["federation"] = run.Federation.Name,
                ["format"] = format,
                ["path"] = written,
                ["parameters"] = run.Parameters.Count,
                ["figures"] = run.Figures.Count,
            });
        return ExitCodes.Ok;
    }
}
