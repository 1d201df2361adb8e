using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Variants;

/// <summary>Writes what a comparison came to for programs.</summary>
internal static class VariantDocument
{
    /// <summary>Gives the document, without the schema's number.</summary>
    public static JsonObject Of(VariantResult result) => new()
    {
        ["federation"] = result.Federation,
        ["metric"] = result.Figure.Name,
        ["seeds"] = new JsonArray([.. result.Seeds.Select(seed => (JsonNode)seed)]),
        ["best"] = result.Best?.Variant,
        ["judgement"] = result.Judgement,
        ["variants"] = new JsonArray([.. result.Variants.Select(Variant)]),
    };

    private static JsonObject Variant(VariantSummary variant) => new()
    {
        ["variant"] = variant.Variant,
        ["final"] = Spread(variant.Final),
        ["bestRound"] = Spread(variant.Best),
        ["worstDecile"] = Spread(variant.WorstDecile),
        ["loss"] = Spread(variant.Loss),
        ["rounds"] = Spread(variant.Rounds),
        ["roundsToTarget"] = Spread(variant.ToTarget),
        ["secondsPerRound"] = Spread(variant.SecondsPerRound),
        ["judgedBy"] = variant.Judged is { } judged ? new JsonObject { ["low"] = JsonForm.Node(judged.Low), ["high"] = JsonForm.Node(judged.High) } : null,
        ["course"] = new JsonArray([.. variant.Course.Select(point => new JsonObject { ["round"] = point.Round, ["mean"] = point.Spread.Mean, ["deviation"] = point.Spread.Deviation })]),
        ["trials"] = new JsonArray([.. variant.Trials.Select(trial => new JsonObject
        {
            ["federation"] = trial.Run.Spec.Name,
            ["spec"] = CanonicalJson.Write(trial.Run.Spec).Digest,
            ["seed"] = trial.Run.Seed,
            ["found"] = trial.Found,
            ["rounds"] = trial.Rounds.Count,
            ["final"] = JsonForm.Node(trial.Course(variant.Figure).LastOrDefault().Figure?.Value),
            ["loss"] = JsonForm.Node(trial.Loss),
            ["failure"] = JsonForm.Node(trial.Failure),
        })]),
    };

    private static JsonObject? Spread(SeedSpread? spread) =>
        spread is null ? null : new() { ["mean"] = spread.Mean, ["deviation"] = spread.Deviation, ["seeds"] = spread.Count };
}
