namespace OrleansFederation.Personalisation;

/// <summary>
/// How each client comes to a model of its own. What stays at the clients is <see cref="Modeling.ModelSpec.Kept"/>: with it alone, all of the
/// model is trained together and the rest is sent (FedBN, FedPer).
/// </summary>
public sealed record PersonalSpec
{
    /// <summary>
    /// Passes in which a round first trains what stays, with the rest held fast, before it trains the rest with that held fast (FedRep); null
    /// where both are trained together.
    /// </summary>
    public int? HeadEpochs { get; init; }

    /// <summary>λ of Ditto, 0 or more: how strongly the client's own model is pulled to that which the round began with. Null for no Ditto.</summary>
    public double? Ditto { get; init; }

    /// <summary>Passes of Ditto's training of the client's own model in a round; null for as long as the spec's training is.</summary>
    public int? Epochs { get; init; }

    /// <summary>Passes of training on the client's own part from each round's model before it is evaluated there; null for none.</summary>
    public int? FineTune { get; init; }
}
