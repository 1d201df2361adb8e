using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Variants;

/// <summary>Draws what a comparison came to.</summary>
internal static class VariantTables
{
    /// <summary>Draws the table and what is to be known about it.</summary>
    public static IRenderable Of(VariantResult result)
    {
        var figure = result.Figure.Label;
        var isSpread = result.Variants.Any(variant => variant.WorstDecile is not null);
        Column[] columns =
        [
            new("variant"), new($"final {figure}"), new($"best {figure}", Rank: 2), .. isSpread ? [new Column("worst tenth", Rank: 2)] : Array.Empty<Column>(), new("loss", Rank: 3), new("rounds", Right: true, Rank: 4),
            .. result.HasTarget ? [new Column("to target", Right: true, Rank: 1)] : Array.Empty<Column>(), new("a round", Right: true, Rank: 5), new(""),
        ];
        return new Rows(
            Block.Of(Line.Of($"{result.Federation}: {result.Variants.Count} variants, {(result.Seeds.Count == 1 ? $"seed {result.Seeds[0]}" : $"{result.Seeds.Count} seeds")}", Palette.Strong)),
            Listing.Table(columns, [.. result.Variants.Select(variant => Row(result, variant, isSpread))]),
            Block.Of(
            [
                new Line(),
                .. result.Seeds.Count > 1 ? [Line.Of("Means over seeds ± the sample standard deviation.", Palette.Quiet)] : Array.Empty<Line>(),
                Line.Of(result.Judgement, Palette.Quiet),
            ]));
    }

    private static Cell[] Row(VariantResult result, VariantSummary variant, bool isSpread) =>
    [
        variant.Variant, Text(variant.Final), Text(variant.Best), .. isSpread ? [(Cell)Text(variant.WorstDecile)] : Array.Empty<Cell>(), Text(variant.Loss), Count(variant.Rounds),
        .. result.HasTarget ? [(Cell)Count(variant.ToTarget)] : Array.Empty<Cell>(),
        variant.SecondsPerRound is { } seconds ? Figures.Seconds(seconds.Mean) : null,
        variant.Failure is { } failure ? new Cell($"{variant.Trials.Count - variant.Finished.Count} of {variant.Trials.Count} failed: {failure.Code} {failure.Cause}", Palette.Bad)
            : variant == result.Best ? new Cell("best", Palette.Good) : "",
    ];

    private static string? Text(SeedSpread? spread) => spread is null ? null
        : EstimateText.Number(spread.Mean) + (spread.Deviation is { } deviation ? $" ± {EstimateText.Number(deviation)}" : "");

    private static string? Count(SeedSpread? spread) => Figures.Digits(spread?.Mean);
}
