namespace OrleansFederation.Registry;

public sealed class LineageGraphTests
{
    private static LineageRow Row(int version, params int[] parents) => new(
        new(version, parents, version, $"digest{version}", null), [new("b", "site", version, "u"), new("a", "site", 1, "u")]);

    [Fact]
    public void Ancestors_and_descendants_come_nearest_first()
    {
        var graph = new LineageGraph();
        graph.Add([Row(3, 2), Row(1), Row(2, 1), Row(4, 3)]);

        var lineage = graph.Of(3)!;

        Assert.Equal([2, 1], lineage.Ancestors.Select(node => node.Version));
        Assert.Equal([4], lineage.Descendants.Select(node => node.Version));
    }

    [Fact]
    public void A_version_with_two_paths_to_an_ancestor_lists_it_once()
    {
        var graph = new LineageGraph();
        graph.Add([Row(1), Row(2, 1), Row(3, 1), Row(4, 2, 3)]);

        Assert.Equal([2, 3, 1], graph.Of(4)!.Ancestors.Select(node => node.Version));
    }

    [Fact]
    public void Contributors_are_summed_over_the_version_and_its_ancestors()
    {
        var graph = new LineageGraph();
        graph.Add([Row(1), Row(2, 1), Row(3, 2)]);

        var contributors = graph.Of(2)!.Contributors;

        Assert.Equal([new("a", "site", 2, 2), new("b", "site", 2, 3)], contributors);
    }

    [Fact]
    public void An_unknown_version_has_no_lineage() => Assert.Null(new LineageGraph().Of(1));

    [Fact]
    public void Versions_added_later_become_descendants()
    {
        var graph = new LineageGraph();
        graph.Add([Row(1)]);
        graph.Add([Row(1), Row(2, 1)]);

        Assert.Equal([2], graph.Of(1)!.Descendants.Select(node => node.Version));
        Assert.Equal(2, graph.Latest);
    }
}
