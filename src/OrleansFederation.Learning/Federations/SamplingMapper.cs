using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Maps the sampling of a spec.</summary>
internal static class SamplingMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="sampling">The section.</param>
    /// <param name="asynchronous">How the federation is asynchronous: a round then waits for as many updates as fill its buffer. Null where it is not.</param>
    public static SamplingSpec Map(SpecValue sampling, AsyncSpec? asynchronous)
    {
        SamplingSpec standard = new();
        return new()
        {
            Available = sampling["available"].Whole,
            Fraction = sampling["fraction"].Number ?? standard.Fraction,
            Count = sampling["count"].Whole ?? asynchronous?.Buffer,
            Minimum = sampling["minimum"].Whole ?? asynchronous?.Buffer ?? standard.Minimum,
            OverSelection = sampling["overSelection"].Number ?? standard.OverSelection,
            Grace = sampling["grace"].Duration,
            Deadline = sampling["deadline"].Duration ?? standard.Deadline,
            Select = SelectionMapper.Map(sampling["select"]),
            OnError = sampling["onError"].Text switch { "dynamic" => ErrorPolicy.Dynamic, "resilient" => ErrorPolicy.Resilient, _ => standard.OnError },
        };
    }
}
