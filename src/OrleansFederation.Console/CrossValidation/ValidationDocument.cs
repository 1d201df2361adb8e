using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.CrossValidation;

/// <summary>Writes what a cross-validation came to for programs.</summary>
internal static class ValidationDocument
{
    /// <summary>Gives the document, without the schema's number.</summary>
    public static JsonObject Of(ValidationOutcome outcome) => new()
    {
        ["federation"] = outcome.Spec.Name,
        ["spec"] = CanonicalJson.Write(outcome.Spec).Digest,
        ["rounds"] = outcome.Spec.Rounds,
        ["folds"] = outcome.Options.Folds,
        ["repeats"] = outcome.Options.Repeats,
        ["seed"] = outcome.Options.Seed,
        ["trained"] = outcome.Trained,
        ["found"] = outcome.Found,
        ["columns"] = List(outcome.Result.Columns, column => Figures.Word(column)),
        ["leftOut"] = List(outcome.Choice.LeftOut, left => new JsonObject { ["column"] = Figures.Word(left.Column), ["reason"] = left.Reason }),
        ["sites"] = List(outcome.Result.Sites, site => Row(outcome.Result, site)),
        ["meanOverSites"] = outcome.Result.Sites.Count > 1 ? Row(outcome.Result, MeanOverSites.Name) : null,
    };

    private static JsonObject Row(ValidationResult result, string site) => new()
    {
        ["site"] = site,
        ["columns"] = List(result.Cells.Where(cell => cell.Site == site), Cell),
        ["comparisons"] = List(result.Comparisons.Where(one => one.Site == site), Comparison),
    };

    private static JsonObject Cell(ValidationCell cell) => new()
    {
        ["column"] = Figures.Word(cell.Column),
        ["examples"] = cell.Examples,
        ["figures"] = JsonForm.Node(cell.Figures),
        ["merged"] = JsonForm.Node(cell.Merged),
        ["own"] = new JsonObject(cell.Own.Select(own => new KeyValuePair<string, JsonNode?>(own.Key, Interval(own.Value)))),
        ["oneClassFolds"] = cell.OneClassFolds,
        ["folds"] = List(cell.Folds, fold => new JsonObject
        {
            ["repeat"] = fold.Repeat + 1,
            ["fold"] = fold.Fold + 1,
            ["oneClass"] = fold.HasOneClass,
            ["figures"] = new JsonObject(Figure.All.Where(figure => figure.Get(fold.Figures) is not null)
                .Select(figure => new KeyValuePair<string, JsonNode?>(figure.Name, JsonForm.Node(figure.Get(fold.Figures)!.Value)))),
        }),
    };

    private static JsonObject Comparison(ValidationComparison one) => new()
    {
        ["figure"] = one.Figure,
        ["other"] = Figures.Word(one.Other),
        ["difference"] = one.Difference is { } difference ? Interval(difference) : null,
        ["federatedIs"] = Figures.Word(one.Verdict),
    };

    private static JsonObject Interval(Estimate estimate) =>
        new() { ["value"] = JsonForm.Node(estimate.Value), ["low"] = JsonForm.Node(estimate.Low), ["high"] = JsonForm.Node(estimate.High) };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => [.. items.Select(node)];
}
