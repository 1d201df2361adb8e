using OrleansFederation.Evaluation;

namespace OrleansFederation.Federations;

/// <summary>Which versions are promoted: one that is worse than the version it comes from is recorded, but nothing goes on from it.</summary>
/// <param name="Watch">The figure by which the two are compared.</param>
/// <param name="Worse">By how much it may be worse, 0 or more, in the figure's unit.</param>
public sealed record GateSpec(WatchSpec Watch, double Worse);
