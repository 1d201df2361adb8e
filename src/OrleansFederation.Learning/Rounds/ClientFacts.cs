using OrleansFederation.Clients;

namespace OrleansFederation.Rounds;

/// <summary>What is measured of a client when a round is drawn.</summary>
/// <param name="Capacity">What its site has; null where no silo of it is in the cluster, or its silo does not say.</param>
/// <param name="Past">What it did in the rounds before.</param>
public sealed record ClientFacts(SiteCapacity? Capacity, PastWork Past);
