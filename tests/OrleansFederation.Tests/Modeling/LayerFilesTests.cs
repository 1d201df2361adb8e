using OrleansFederation.Fixtures;

namespace OrleansFederation.Modeling;

public sealed class LayerFilesTests
{
    public static TheoryData<string> Rules => [.. LayerRules.All.Select(rule => rule.Kind)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_layer_has_a_rule_a_module_and_nodes(string kind)
    {
        Assert.Contains(LayerModules.All, module => module.Kind == kind);
        Assert.Contains(LayerNodes.All, nodes => nodes.Kind == kind);
    }

    [Theory]
    [InlineData("Learning")]
    [InlineData("Training")]
    [InlineData("Inference")]
    public void A_project_has_a_file_for_every_layer_and_no_other(string project)
    {
        var folder = Path.Combine(TestFiles.Repository, "src", $"OrleansFederation.{project}", "Modeling", "Layers");

        var files = Directory.GetFiles(folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!);

        Assert.Equal(LayerRules.All.Select(rule => rule.GetType().Name).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_kind_is_its_files_name_in_lower_case() =>
        Assert.All(LayerRules.All, rule => Assert.Equal(rule.GetType().Name, rule.Kind, ignoreCase: true));

    [Fact]
    public void No_module_and_no_nodes_are_without_a_rule()
    {
        var kinds = LayerModules.All.Select(module => module.Kind).Concat(LayerNodes.All.Select(nodes => nodes.Kind));

        Assert.All(kinds, kind => Assert.NotNull(LayerRules.Find(kind)));
    }
}
