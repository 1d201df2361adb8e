using OrleansFederation.Federations;

namespace OrleansFederation.Preprocessing;

/// <summary>The columns of raw input that a spec declares.</summary>
public static class RawColumns
{
    /// <summary>Gives them in input order; none where the data has no columns.</summary>
    /// <param name="spec">The spec.</param>
    public static IReadOnlyList<RawColumn> Of(FederationSpec spec) => [];
}
