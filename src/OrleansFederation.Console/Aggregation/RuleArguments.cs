using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>Reads a rule and its arguments from a command line, held to the same ranges as in a spec.</summary>
internal static class RuleArguments
{
    /// <summary>Reads them.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="given">Arguments as NAME=VALUE.</param>
    /// <exception cref="FederationException">FED1040 with every problem.</exception>
    public static (IAggregationRule Rule, AggregationSpec Settings) Read(string name, IReadOnlyList<string> given)
    {
        var rule = AggregationRules.Find(name)
            ?? throw FederationErrors.Usage.Exception("--rule", $"there is no rule '{name}'", $"Choose one of {string.Join(", ", AggregationRules.All.Select(each => each.Name))}.");
        List<Problem> problems = [];
        Dictionary<string, double> values = [];
        foreach (var text in given)
        {
            var (key, value) = text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : (text, "");
            var argument = rule.Arguments.FirstOrDefault(each => each.Name == key);
            if (argument is null)
            {
                problems.Add(FederationErrors.Usage.At($"--arg {text}", $"{name} has no argument '{key}'", rule.Arguments.Count == 0 ? "Leave --arg out." : $"Its arguments are {string.Join(", ", rule.Arguments.Select(each => each.Name))}."));
            }
            else if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= argument.Minimum && number <= argument.Maximum) || (argument.Whole && number != Math.Floor(number)))
            {
                problems.Add(FederationErrors.Usage.At($"--arg {text}", $"'{value}' is no value of {key}", $"Write {Range(argument)}."));
            }
            else
            {
                values[key] = number;
            }
        }

        problems.AddRange(rule.Arguments
            .Where(argument => argument.Default is null && !given.Any(text => text.StartsWith($"{argument.Name}=", StringComparison.Ordinal)))
            .Select(argument => FederationErrors.Usage.At("--arg", $"{name} needs the argument {argument.Name}", $"Write --arg {argument.Name}=VALUE, {Range(argument)}.")));
        return problems.Count == 0
            ? (rule, AggregationRules.Settings(rule, values.Select(pair => (pair.Key, pair.Value))))
            : throw new FederationException([.. problems]);
    }

    private static string Range(NumericArgument argument) =>
        FormattableString.Invariant($"a {(argument.Whole ? "whole " : "")}number from {argument.Minimum} to {argument.Maximum}");
}
