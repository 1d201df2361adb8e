namespace OrleansFederation.Aggregation;

/// <summary>What a receipt says of an update: all that a rule may know of it before it is read.</summary>
/// <param name="Examples">The examples behind it, as the client counts them: 0 or more.</param>
public readonly record struct UpdateFigures(long Examples)
{
    /// <summary>The Euclidean norm of the update over the parameters that move, buffers included; null where the receipt has none.</summary>
    public double? Norm { get; init; }

    /// <summary>
    /// How far one unit of gradient was carried through local training, ‖a‖₁ of Wang et al. 2020: for plain SGD the number of steps. Null
    /// where the receipt has none.
    /// </summary>
    public double? LocalSteps { get; init; }

    /// <summary>The loss of the round's base on the client's training part, before training; null where nobody asked for it.</summary>
    public double? InitialLoss { get; init; }

    /// <summary>How many rounds before the one that it counts in the client began; 0 in federations that are not asynchronous.</summary>
    public int Staleness { get; init; }

    /// <summary>What the update counts of what a fresh one does: <see cref="StalenessDiscount"/>.</summary>
    public double Discount => StalenessDiscount.Of(Staleness);
}
