using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;
using Xunit;

namespace OrleansFederation.Aggregation;

/// <summary>The README's table of rules has every rule and no other.</summary>
public sealed class ReadmeRulesTests
{
    [Fact]
    public void The_rules_are_those_of_the_registry()
    {
        var names = Regex.Matches(ReadmeSection.Of("Aggregation"), "^\\| `([a-z-]+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

        Assert.Equal(AggregationRules.All.Select(rule => rule.Name), names.Order(StringComparer.Ordinal));
    }
}
