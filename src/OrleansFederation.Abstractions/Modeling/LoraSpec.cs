namespace OrleansFederation.Modeling;

/// <summary>Low-rank adapters (Hu et al. 2021): W + alpha / rank · B·A takes the place of W, and of all parameters only A, B and those that begin afresh are trained.</summary>
/// <param name="Rank">The rank of B·A, 1 or more.</param>
/// <param name="Alpha">What B·A is scaled by, divided by the rank.</param>
/// <param name="Layers">Patterns of the layers that get an adapter; of those, linear and attention layers do.</param>
public sealed record LoraSpec(int Rank, double Alpha, IReadOnlyList<string> Layers);
