using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Maps the sampling of a spec.</summary>
internal static class SamplingMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="sampling">The section.</param>
    public static SamplingSpec Map(SpecValue sampling)
    {
        SamplingSpec standard = new();
        return new()
        {
            Available = sampling["available"].Whole,
            Fraction = sampling["fraction"].Number ?? standard.Fraction,
            Count = sampling["count"].Whole,
            Minimum = sampling["minimum"].Whole ?? standard.Minimum,
            OverSelection = sampling["overSelection"].Number ?? standard.OverSelection,
            Grace = sampling["grace"].Duration,
            Deadline = sampling["deadline"].Duration ?? standard.Deadline,
            Select = SelectionMapper.Map(sampling["select"]),
            OnError = sampling["onError"].Text switch { "dynamic" => ErrorPolicy.Dynamic, "resilient" => ErrorPolicy.Resilient, _ => standard.OnError },
        };
    }
}
