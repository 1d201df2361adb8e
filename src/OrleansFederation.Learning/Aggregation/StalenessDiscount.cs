namespace OrleansFederation.Aggregation;

/// <summary>
/// What a late update counts of what a fresh one does: 1/√(1+s), where s is the number of versions that were made since the client began
/// (Nguyen et al. 2022, "Federated Learning with Buffered Asynchronous Aggregation", §5: the polynomial of degree 1/2 of Xie et al. 2019). A rule
/// multiplies a client's weight by it before the weights are divided by their sum, so that what late updates lose goes to the fresh ones
/// and the length of a step does not depend on how late its updates are.
/// </summary>
public static class StalenessDiscount
{
    /// <summary>The discount, 1 for a fresh update.</summary>
    /// <param name="staleness">The rounds between the one in which the client began and the one in which its update counts: 0 or more.</param>
    public static double Of(int staleness)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(staleness);
        return 1 / Math.Sqrt(1 + (double)staleness);
    }
}
