using OrleansFederation.Evaluation;

namespace OrleansFederation.Plugins;

/// <summary>The sums that a plugin's metric sends.</summary>
public sealed class OwnSumsTests
{
    private static readonly Metrics One = new(2, 1, 1) { Own = [new("m.b", 1, 2), new("m.a", 3, 2)] };
    private static readonly Metrics Other = new(6, 4, 3) { Own = [new("m.a", 5, 6), new("m.b", 2, 6)] };

    [Fact]
    public void Sums_merge_by_name_to_the_same_figures_in_any_order()
    {
        var merged = One.Merge(Other);

        Assert.Equal([new("m.a", 8, 8), new("m.b", 3, 8)], merged.Own!);
        Assert.Equal(merged.Own!, Other.Merge(One).Own!);
        Assert.Equal(1, merged.Own![0].Value);
    }

    [Fact]
    public void Figures_that_are_not_known_of_all_examples_are_not_told()
    {
        Assert.Null(One.Merge(Other with { Own = null }).Own);
        Assert.Null(One.Merge(Other with { Own = [new("m.a", 5, 6), new("m.c", 2, 6)] }).Own);
        Assert.Equal(One.Own!, Metrics.None.Merge(One).Own!);
    }
}
