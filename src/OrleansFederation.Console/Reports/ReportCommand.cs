using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Reports;

/// <summary>Writes a federation's report.</summary>
internal sealed class ReportCommand : FedCommand
{
    private static readonly string[] Html = [".html", ".htm"];
    private static readonly string[] Markdown = [".md", ".markdown"];

    private readonly Argument<string> _federation = new("FEDERATION") { Description = "The federation's name." };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The file: .html holds all in one, .md has its drawings as SVG files beside it.",
        HelpName = "FILE",
        Required = true,
    };

    public ReportCommand() : base("report", "Writes a report with figures, intervals and curves.", "fed report quickstart --out quickstart.html")
    {
        Add(_federation);
        Add(_out);
        CheckForm(_out);
    }

    /// <summary>Has an option refuse a file whose name says no form of report.</summary>
    /// <param name="file">The option that names it.</param>
    public static void CheckForm(Option<string> file) => file.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is { } path && !Is(path, Html) && !Is(path, Markdown))
        {
            result.AddError($"'{path}' says no form: name a file that ends in .html or .md");
        }
    });

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var path = context.Get(_out)!;
        await using var session = await context.OpenAsync(cancellationToken);
        var data = await ReportData.GatherAsync(session.Client, context.Get(_federation), cancellationToken);
        ReportPart[] parts = [.. ReportContent.Of(data)];
        var written = Write(path, data.Federation.Name, parts);
        context.Terminal.Show(
            () => Listing.Table([new Column("file")], [.. written.Select(file => new Cell[] { file })]),
            () => new JsonObject { ["federation"] = data.Federation.Name, ["files"] = new JsonArray([.. written.Select(file => (JsonNode)file)]) });
        return ExitCodes.Ok;
    }

    /// <summary>Writes a report's files.</summary>
    /// <param name="path">The report's file.</param>
    /// <param name="title">Its title.</param>
    /// <param name="parts">Its parts.</param>
    /// <returns>The files, whole paths, the report's own first.</returns>
    /// <exception cref="FederationException">FED1042.</exception>
    public static IReadOnlyList<string> Write(string path, string title, IReadOnlyList<ReportPart> parts)
    {
        var full = Path.GetFullPath(path);
        if (Is(full, Html))
        {
            OutputFile.Write(full, HtmlReport.Write(title, parts));
            return [full];
        }

        var stem = Path.GetFileNameWithoutExtension(full);
        List<string> written = [full];
        foreach (var chart in parts.OfType<ChartPart>())
        {
            var drawing = Path.Combine(Path.GetDirectoryName(full)!, Drawing(stem, chart));
            OutputFile.Write(drawing, chart.Svg + "\n");
            written.Add(drawing);
        }

        OutputFile.Write(full, MarkdownReport.Write(parts, chart => Drawing(stem, chart)));
        return written;
    }

    private static string Drawing(string stem, ChartPart chart) => $"{stem}-{chart.Name}.svg";

    private static bool Is(string path, string[] endings) => endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
