using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

/// <summary>Every aggregation rule. A new one is a line here and a file of its name beside it.</summary>
public static class AggregationRules
{
    /// <summary>The rules in alphabetical order of their names.</summary>
    public static IReadOnlyList<IAggregationRule> All { get; } =
    [
        new AdaptiveClipping(),
        new Bulyan(),
        new BulyanFlower(),
        new CentredClipping(),
        new FedAvg(),
        new FedNova(),
        new GeometricMedian(),
        new Krum(),
        new Median(),
        new MultiKrum(),
        new NormBounded(),
        new QFedAvg(),
        new TrimmedMean(),
        new Uniform(),
    ];

    /// <summary>Finds a rule by its name.</summary>
    /// <param name="name">The name, as <c>aggregation</c> in the spec has it.</param>
    /// <returns>The rule; null where there is none.</returns>
    public static IAggregationRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Makes a rule's settings: what is not given has its default, or its least value where it has none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="given">Arguments by name; others than the rule's are ignored.</param>
    public static AggregationSpec Settings(IAggregationRule rule, params IEnumerable<(string Name, double Value)> given)
    {
        var values = given.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        return new(rule.Name, rule.Arguments.ToDictionary(
            argument => argument.Name,
            argument => values.TryGetValue(argument.Name, out var value) ? value : argument.Default ?? argument.Minimum,
            StringComparer.Ordinal));
    }

    /// <summary>Refuses too few updates for what the rule is to bear.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="settings">Its arguments.</param>
    /// <param name="updates">How many updates there are.</param>
    /// <exception cref="FederationException">FED3060.</exception>
    public static void Require(IAggregationRule rule, AggregationSpec settings, int updates)
    {
        var tolerance = rule.Tolerate(settings, Math.Max(1, updates));
        if (updates < tolerance.Fewest)
        {
            throw FederationErrors.TooFewUpdates.Exception(
                $"aggregation {rule.Name}", $"it needs {tolerance.Fewest} updates{(tolerance.Because is { } why ? $" ({why})" : "")}, but there are {updates}");
        }
    }
}
