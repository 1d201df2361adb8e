namespace OrleansFederation.Defence;

/// <summary>When a client is not selected for a while.</summary>
/// <param name="After">In how many rounds it has to be flagged, 1 or more.</param>
/// <param name="Within">Among how many of the federation's last rounds these are counted, <paramref name="After"/> or more.</param>
/// <param name="Rounds">For how many rounds it is then not selected, 1 or more. It begins anew afterwards.</param>
public sealed record QuarantineSpec(int After, int Within, int Rounds)
{
    /// <summary>The reputation below which a client begins the federation in quarantine, 0 to 1: 0.5 is that of a client of which nothing is known. Null where all begin alike.</summary>
    public double? Reputation { get; init; }
}
