using System.Xml.Linq;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Variants;

namespace OrleansFederation.Console;

/// <summary>What a comparison says of results that are known.</summary>
public sealed class VariantResultTests
{
    private static readonly FederationSpec Spec = SpecReader.Read("""
        { "federation": "known", "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 20, "test": 10 }, "clients": { "simulate": 2 }, "rounds": 2 }
        """).OrThrow().Spec;

    [Fact]
    public void Means_and_deviations_are_over_seeds()
    {
        var variant = Result().Variants[0];

        Assert.Equal(0.8, variant.Final!.Mean, 12);
        Assert.Equal(0.02, variant.Final.Deviation!.Value, 12);
        Assert.Equal(0.5, variant.Course[0].Spread.Mean, 12);
        Assert.Equal(3, variant.Final.Count);
        Assert.Equal(2, variant.Rounds!.Mean);
    }

    [Fact]
    public void The_best_is_marked_where_its_interval_is_apart_from_all_others()
    {
        Assert.Equal("fedavg", Result().Best!.Variant);
        Assert.Null(Result(other: 0.79).Best);
        Assert.Contains("No variant is marked best", Result(other: 0.79).Judgement, StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_has_no_deviation() => Assert.Null(SeedSpread.Of([0.5])!.Deviation);

    [Fact]
    public void A_variant_that_failed_is_a_row_with_its_reason_and_is_not_judged()
    {
        var failure = FederationErrors.TrainingFailed.At("client x", "the disk of the site is gone");
        var result = VariantResult.Of("known", Accuracy, [Trial("fedavg", 1, 0.5, 0.8), new(Run("median", 1), [], failure, Found: false)]);

        var text = Drawing.At(200, VariantTables.Of(result));
        var document = VariantDocument.Of(result);

        Assert.Contains($"1 of 1 failed: {failure.Code} the disk of the site is gone", text, StringComparison.Ordinal);
        Assert.Null(result.Best);
        Assert.Equal(failure, result.Failure);
        Assert.Equal(failure.Code, (string)document["variants"]![1]!["trials"]![0]!["failure"]!["code"]!);
        Assert.Null(document["variants"]![1]!["final"]);
    }

    [Fact]
    public void Table_and_document_have_the_figures()
    {
        var text = Drawing.At(200, VariantTables.Of(Result()));
        var document = VariantDocument.Of(Result());

        Assert.Contains("0.800 ± 0.020", text, StringComparison.Ordinal);
        Assert.Equal("fedavg", (string)document["best"]!);
        Assert.Equal(0.8, (double)document["variants"]![0]!["final"]!["mean"]!, 12);
        Assert.Equal([1L, 2L, 3L], document["seeds"]!.AsArray().Select(seed => (long)seed!));
    }

    [Fact]
    public void The_chart_is_well_formed_and_has_a_line_and_a_band_for_each_variant()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";

        var chart = XDocument.Parse(VariantChart.Draw(Result()));

        var lines = chart.Descendants(svg + "polyline").ToArray();
        var bands = chart.Descendants(svg + "polygon").ToArray();
        Assert.Equal((2, 2), (lines.Length, bands.Length));
        Assert.Equal(["fedavg", "median"], chart.Descendants(svg + "text").Select(text => text.Value).Where(text => text is "fedavg" or "median"));

        // The line stands where the marks of the axis say.
        double[] heights = [.. lines[0].Attribute("points")!.Value.Split(' ').Select(point => double.Parse(point.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture))];
        var marks = chart.Descendants(svg + "text").Where(text => (string?)text.Attribute("text-anchor") == "end")
            .Select(text => (Value: double.Parse(text.Value, System.Globalization.CultureInfo.InvariantCulture), Y: (double)text.Attribute("y")! - 4)).ToArray();
        var scale = (marks[^1].Y - marks[0].Y) / (marks[^1].Value - marks[0].Value);
        Assert.Equal(0.5, marks[0].Value + (heights[0] - marks[0].Y) / scale, 2);
        Assert.Equal(0.8, marks[0].Value + (heights[1] - marks[0].Y) / scale, 2);
    }

    private static Figure Accuracy => Figure.All.Single(figure => figure.Name == "accuracy");

    private static VariantResult Result(double other = 0.4) => VariantResult.Of("known", Accuracy,
    [
        .. Enumerable.Range(-1, 3).SelectMany(i => new[] { Trial("fedavg", i + 2, 0.5 + 0.02 * i, 0.8 + 0.02 * i), Trial("median", i + 2, 0.3 + 0.02 * i, other + 0.02 * i) }),
    ]);

    private static VariantTrial Trial(string variant, long seed, params double[] accuracies) =>
        new(Run(variant, seed), [.. accuracies.Select((accuracy, i) => Samples.Round(i + 1, accuracy))], null, Found: false);

    private static VariantRun Run(string variant, long seed) => new(variant, "known", seed, Spec with { Name = $"known.vs-00000000.{seed}", Seed = seed });
}
