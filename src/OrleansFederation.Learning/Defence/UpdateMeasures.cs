namespace OrleansFederation.Defence;

/// <summary>What was measured of the updates of a round, in the order of its contributors.</summary>
/// <param name="Norms">‖uᵢ‖, 0 or more.</param>
/// <param name="Cosines">The cosine between uᵢ and the coordinate-wise median of all updates, −1 to 1; 0 where one of the two is zero.</param>
/// <param name="Losses">The mean loss on the central test set of the round's base moved by uᵢ alone; NaN where it is not finite. Empty where no score needs it.</param>
public sealed record UpdateMeasures(IReadOnlyList<double> Norms, IReadOnlyList<double> Cosines, IReadOnlyList<double> Losses)
{
    /// <summary>The number of updates.</summary>
    public int Count => Norms.Count;
}
