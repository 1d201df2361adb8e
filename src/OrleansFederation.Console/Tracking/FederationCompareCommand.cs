using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Tracking;

/// <summary>Shows what differs between two federations, and what came of it.</summary>
internal sealed class FederationCompareCommand : FedCommand
{
    private const int SparkCells = 30;

    private readonly Argument<string> _first = new("A") { Description = "The first federation's name." };
    private readonly Argument<string> _second = new("B") { Description = "The second federation's name." };

    public FederationCompareCommand()
        : base("compare", "Shows where two federations' specs differ, how their curves ran, and which figures can be told apart.", "fed federation compare quickstart quickstart.pooled")
    {
        Add(_first);
        Add(_second);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        var (first, second) = (await client.GetFederationAsync(context.Get(_first), cancellationToken), await client.GetFederationAsync(context.Get(_second), cancellationToken));
        var difference = FederationDifference.Of(
            first, await client.ListRoundsAsync(first.Name, cancellationToken), second, await client.ListRoundsAsync(second.Name, cancellationToken));
        context.Terminal.Show(() => Draw(difference), () => Document(difference));
        return ExitCodes.Ok;
    }

    /// <summary>Draws a comparison.</summary>
    public static IRenderable Draw(FederationDifference difference)
    {
        var (first, second) = (difference.First.Name, difference.Second.Name);
        List<IRenderable> parts = [Block.Of(Line.Of("Where the specs differ", Palette.Strong))];
        parts.Add(difference.Specs.Count == 0
            ? Block.Of(Line.Of("Nowhere.", Palette.Quiet))
            : Listing.Table([new("key"), new(first), new(second)], [.. difference.Specs.Select(one => (Cell[])[one.Path, one.First, one.Second])]));
        parts.Add(Block.Of(new Line(), Line.Of("By round", Palette.Strong)));
        parts.Add(Listing.Table([new(""), new(first), new(second)], [.. difference.Curves.Select(curve => (Cell[])[curve.Name, Curve(curve.First), Curve(curve.Second)])]));
        if (difference.Figures.Count > 0)
        {
            parts.Add(Block.Of(new Line(), Line.Of("In the end", Palette.Strong)));
            parts.Add(Listing.Table(
                [new("test", Rank: 1), new("figure"), new(first), new(second), new($"{first} is")],
                [.. difference.Figures.Select(one => (Cell[])[one.Test, one.Figure.Label, EstimateText.Of(one.First), EstimateText.Of(one.Second), Judged(one.Verdict)])]));
        }

        return new Rows(parts);
    }

    /// <summary>Gives a comparison for programs.</summary>
    public static JsonObject Document(FederationDifference difference) => new()
    {
        ["a"] = difference.First.Name,
        ["b"] = difference.Second.Name,
        ["specs"] = new JsonArray([.. difference.Specs.Select(one => (JsonNode)new JsonObject { ["path"] = one.Path, ["a"] = one.First, ["b"] = one.Second })]),
        ["curves"] = new JsonArray([.. difference.Curves.Select(one => (JsonNode)new JsonObject { ["name"] = one.Name, ["a"] = JsonForm.Node(one.First), ["b"] = JsonForm.Node(one.Second) })]),
        ["figures"] = new JsonArray(
        [
            .. difference.Figures.Select(one => (JsonNode)new JsonObject
            {
                ["test"] = one.Test, ["figure"] = one.Figure.Name, ["a"] = JsonForm.Node(one.First), ["b"] = JsonForm.Node(one.Second), ["verdict"] = one.Verdict is { } verdict ? Figures.Word(verdict) : null,
            }),
        ]),
    };

    private static Cell Curve(double[] values) => values.Length == 0
        ? new("not measured", Palette.Quiet)
        : new($"{Sparkline.Of(values, SparkCells)}  {EstimateText.Number(values[0])} → {EstimateText.Number(values[^1])}", Palette.Accent);

    private static Cell Judged(Verdict? verdict) => verdict is null ? new("–", Palette.Quiet) : new(Comparison.Text(verdict.Value), verdict switch
    {
        Verdict.Better => Palette.Good,
        Verdict.Worse => Palette.Bad,
        _ => Palette.Quiet,
    });
}
