using System.Globalization;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Registry;
using OrleansFederation.Specs;

namespace OrleansFederation.Variants;

/// <summary>
/// The federations of a comparison: every combination of the values, with every seed. A federation's name follows from the variant's spec and
/// its seed, not from what it is compared with: with another value or seed beside them, those that are trained already are found again.
/// </summary>
internal static class VariantPlan
{
    /// <summary>The most variants of a comparison.</summary>
    public const int MostVariants = 64;

    private const int NamedDigits = 8;

    // A federation's name may have 80 characters; the key tells names apart that begin alike.
    private const int NamedLetters = 44;

    /// <summary>Gives the federations, seed by seed, so that a comparison that is cut short has something of every variant.</summary>
    /// <param name="source">The spec.</param>
    /// <param name="axes">What varies.</param>
    /// <param name="given">The seeds as they were written; null for the spec's.</param>
    /// <exception cref="FederationException">FED1040 for too many, or every problem of every variant with its name.</exception>
    public static IReadOnlyList<VariantRun> Of(SpecSource source, IReadOnlyList<VariantAxis> axes, string? given)
    {
        var variants = Combine(axes);
        var content = JsonNode.Parse(source.Json) as JsonObject ?? throw new FederationException([.. SpecReader.Read(source.Json).Problems.Select(source.Locate)]);
        List<(string Variant, JsonObject? Content, IReadOnlyList<Problem> Problems)> made = [.. variants.Select(variant => Make(content, variant))];
        List<(string Variant, Problem Problem)> problems = [.. made.SelectMany(one => one.Problems.Select(problem => (one.Variant, problem)))];
        List<(string Variant, FederationSpec Spec)> specs = [];
        foreach (var (variant, own, _) in made.Where(one => one.Content is not null))
        {
            var read = SpecReader.Read(own!.ToJsonString());
            problems.AddRange(read.Problems.Select(problem => (variant, problem)));
            if (read.Problems.Count == 0)
            {
                specs.Add((variant, read.OrThrow().Spec));
            }
        }

        if (problems.Count > 0)
        {
            throw new FederationException([.. Told(source, axes, problems, variants.Count)]);
        }

        if (specs.GroupBy(one => Key(one.Spec)).FirstOrDefault(same => same.Count() > 1) is { } alike)
        {
            throw FederationErrors.Usage.Exception("--compare", $"{string.Join(" and ", alike.Select(one => one.Variant))} are the same federation", "Keep one of them.");
        }

        return [.. SeedText.Read(given, specs[0].Spec.Seed).SelectMany(seed => specs.Select(one => new VariantRun(one.Variant, one.Spec.Name, seed, Name(one.Spec, seed))))];
    }

    private static List<IReadOnlyList<(VariantAxis Axis, int Index)>> Combine(IReadOnlyList<VariantAxis> axes)
    {
        if (axes.GroupBy(axis => axis.Path).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw FederationErrors.Usage.Exception("--compare", $"{twice.Key} is compared twice", "Write all its values after one --compare.");
        }

        var count = axes.Aggregate(1L, (product, axis) => Math.Min(product * axis.Values.Count, int.MaxValue));
        if (count > MostVariants)
        {
            throw FederationErrors.Usage.Exception("--compare", $"the values combine to {count} variants, and {MostVariants} are allowed", "Compare fewer values at once.");
        }

        List<IReadOnlyList<(VariantAxis, int)>> variants = [[]];
        foreach (var axis in axes)
        {
            variants = [.. variants.SelectMany(variant => Enumerable.Range(0, axis.Values.Count).Select(i => (IReadOnlyList<(VariantAxis, int)>)[.. variant, (axis, i)]))];
        }

        return variants;
    }

    private static (string Variant, JsonObject? Content, IReadOnlyList<Problem> Problems) Make(JsonObject content, IReadOnlyList<(VariantAxis Axis, int Index)> variant)
    {
        var label = string.Join(", ", variant.Select(one => one.Axis.Label(one.Index)));
        var own = content.DeepClone().AsObject();
        List<Problem> problems = [];
        foreach (var (axis, index) in variant)
        {
            if (Set(own, axis.Path.Split('.'), axis.Values[index].Value) is { } wrong)
            {
                problems.Add(FederationErrors.InvalidValue.At(axis.Path, $"{wrong} holds no keys in the spec", $"Compare whole values of it: --compare '{wrong}=…,…'."));
            }
        }

        return (label, problems.Count == 0 ? own : null, problems);
    }

    // Gives the path of the step that is no mapping; null where the value is set.
    private static string? Set(JsonObject content, string[] steps, JsonNode? value)
    {
        for (var i = 0; i < steps.Length - 1; i++)
        {
            switch (content[steps[i]])
            {
                case JsonObject inner:
                    content = inner;
                    break;
                case null when value is null:
                    return null;
                case null:
                    JsonObject made = [];
                    content[steps[i]] = made;
                    content = made;
                    break;
                default:
                    return string.Join('.', steps.Take(i + 1));
            }
        }

        content.Remove(steps[^1]);
        if (value is not null)
        {
            content[steps[^1]] = value.DeepClone();
        }

        return null;
    }

    // What every variant has in common is told once, as of the spec itself.
    private static IEnumerable<Problem> Told(SpecSource source, IReadOnlyList<VariantAxis> axes, List<(string Variant, Problem Problem)> problems, int variants)
    {
        foreach (var same in problems.GroupBy(one => one.Problem))
        {
            string[] named = [.. same.Select(one => one.Variant).Distinct()];
            var isCompared = axes.Any(axis => same.Key.Place == axis.Path || same.Key.Place.StartsWith($"{axis.Path}.", StringComparison.Ordinal));
            if (named.Length == variants)
            {
                yield return isCompared ? same.Key with { Place = $"--compare, {same.Key.Place}" } : source.Locate(same.Key);
                continue;
            }

            foreach (var variant in named)
            {
                yield return same.Key with { Place = $"variant {variant}, {same.Key.Place}" };
            }
        }
    }

    private static FederationSpec Name(FederationSpec spec, long seed)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{(spec.Name.Length > NamedLetters ? spec.Name[..NamedLetters] : spec.Name)}.vs-{Key(spec)}.{(seed < 0 ? $"m{-seed}" : seed)}");
        return Compared(spec) with { Name = name, Description = $"A variant of {spec.Name}.", Seed = seed, Model = spec.Model with { Name = name } };
    }

    private static string Key(FederationSpec spec) => CanonicalJson.Write(Compared(spec) with { Seed = 0 }).Digest[..NamedDigits];

    private static FederationSpec Compared(FederationSpec spec) => spec with
    {
        Description = null,
        Evaluation = spec.Evaluation with { Baselines = false },
        Retention = new RetentionSpec(1),
    };
}
