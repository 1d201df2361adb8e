using OrleansFederation.Filters;

namespace OrleansFederation.Federations;

/// <summary>Maps the filters of a spec: a list in which each is a name, or a mapping of one name to its arguments.</summary>
internal static class FilterMapper
{
    /// <summary>Maps them.</summary>
    /// <param name="filters">Such as <c>[int8]</c>, <c>[{topk: 0.01}]</c> or <c>[{int8: {block: 1024, errorFeedback: 0}}]</c>.</param>
    public static IReadOnlyList<FilterSpec> Map(SpecValue filters) => [.. filters.Items.Select(Filter)];

    private static FilterSpec Filter(SpecValue filter)
    {
        var (name, given) = filter.First ?? (filter.Text ?? "", default);
        return new(name, ArgumentMapper.Map(UpdateFilters.Find(name)?.Arguments ?? [], given));
    }
}
