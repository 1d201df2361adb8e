using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;
using Xunit;

namespace OrleansFederation.Modeling;

/// <summary>The README names what there is.</summary>
public sealed class ReadmeModelsTests
{
    [Fact]
    public void The_layers_are_those_of_the_registry() =>
        Assert.Equal(LayerRules.All.Select(rule => rule.Kind), Names("Layers are ", "They begin"));

    [Fact]
    public void The_templates_are_those_of_the_registry() =>
        Assert.Equal(ModelTemplates.All.Select(template => template.Name), Names("The templates are ", "A template is"));

    private static IEnumerable<string> Names(string after, string before)
    {
        var text = ReadmeSection.Of("Models");
        text = text[text.IndexOf(after, StringComparison.Ordinal)..];
        text = text[..text.IndexOf(before, StringComparison.Ordinal)];
        return Regex.Matches(text, "`\\{?([a-z0-9]+)").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
    }
}
