using System.Globalization;
using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Aggregation;

/// <summary>Lays out what an offline aggregation gave.</summary>
internal static class AggregateTables
{
    /// <summary>A line for each file, and the result.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="settings">Its arguments.</param>
    /// <param name="rows">What became of each file.</param>
    /// <param name="digest">The digest of the result as a safetensors file.</param>
    /// <param name="target">Where it was written; null where it was not.</param>
    public static IRenderable Show(IAggregationRule rule, AggregationSpec settings, IReadOnlyList<AggregateRow> rows, string digest, string? target) => new Rows(
        Listing.Table(
            [new Column("file"), new Column("examples", Right: true, Rank: 3), new Column("weight", Right: true), new Column("score", Right: true), new Column("norm", Right: true, Rank: 2), new Column("distance", Right: true, Rank: 1)],
            [.. rows.Select(row => new Cell[] { row.File, Figures.Count(row.Examples), Number(row.Weight), Number(row.Score), Number(row.Norm), Number(row.Distance) })]),
        Block.Of(Line.Of("")),
        Listing.Facts(
            ("rule", new Cell(rule.Name + string.Concat(settings.Arguments.Select(argument => FormattableString.Invariant($" {argument.Key}={argument.Value}"))), Palette.Strong)),
            ("bears", string.Create(CultureInfo.InvariantCulture, $"{rule.Tolerate(settings, rows.Count).Wrong} wrong of {rows.Count}: {rule.Tolerate(settings, rows.Count).Promise}")),
            ("digest", digest),
            ("written", target is null ? (Cell?)null : target)));

    private static string Number(double? number) => number is { } value ? value.ToString("G5", CultureInfo.InvariantCulture) : "–";
}
