namespace OrleansFederation.Filters;

/// <summary>Every filter. A new one is a line here and a file of its name beside it.</summary>
public static class UpdateFilters
{
    /// <summary>The filters in alphabetical order of their names.</summary>
    public static IReadOnlyList<IUpdateFilter> All { get; } =
    [
        new Bf16(),
        new Fp16(),
        new Int4(),
        new Int8(),
        new RandomK(),
        new Sign(),
        new TopK(),
    ];

    /// <summary>Finds a filter by its name.</summary>
    /// <param name="name">The name, as <c>filters</c> in the spec has it.</param>
    /// <returns>The filter; null where there is none.</returns>
    public static IUpdateFilter? Find(string name) => All.FirstOrDefault(filter => filter.Name == name);

    /// <summary>Makes a filter's settings: what is not given has its default, or its least value where it has none.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="given">Arguments by name; others than the filter's are ignored.</param>
    public static FilterSpec Settings(IUpdateFilter filter, params IEnumerable<(string Name, double Value)> given)
    {
        var values = given.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        return new(filter.Name, filter.Arguments.ToDictionary(
            argument => argument.Name,
            argument => values.TryGetValue(argument.Name, out var value) ? value : argument.Default ?? argument.Minimum,
            StringComparer.Ordinal));
    }
}
