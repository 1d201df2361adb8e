using OrleansFederation.Errors;
using OrleansFederation.Filters;

namespace OrleansFederation.Federations;

/// <summary>Checks that filters stand in an order in which they are safe together.</summary>
internal sealed class FilterChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (!findings.Sound("filters"))
        {
            return;
        }

        foreach (var problem in Problems([.. spec.Filters.Select(filter => UpdateFilters.Find(filter.Filter)!)]))
        {
            findings.Add(problem);
        }
    }

    /// <summary>What is wrong with a list of filters: each stage comes at most once, and after those before it.</summary>
    /// <param name="filters">The filters in the order of the spec.</param>
    public static IEnumerable<Problem> Problems(IReadOnlyList<IUpdateFilter> filters)
    {
        for (var i = 1; i < filters.Count; i++)
        {
            var (before, filter) = (filters[i - 1], filters[i]);
            if (before.Stage == filter.Stage)
            {
                yield return FederationErrors.UnsafeCombination.At(
                    $"filters[{i}]", $"{filter.Name} {Does(filter.Stage)}, and so does {before.Name} before it", "Keep one of them.");
            }
            else if (before.Stage > filter.Stage)
            {
                yield return FederationErrors.UnsafeCombination.At(
                    $"filters[{i}]",
                    $"{filter.Name} {Does(filter.Stage)}, but {before.Name} before it {Does(before.Stage)}",
                    "Write first what bounds updates, then what adds noise, then what changes how they are written, last what hides them.");
            }
        }
    }

    private static string Does(FilterStage stage) => stage switch
    {
        FilterStage.Bound => "bounds updates",
        FilterStage.Perturb => "adds noise",
        FilterStage.Represent => "changes how updates are written",
        _ => "hides single updates",
    };
}
