using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>Grains of this class live on silos of their site only; the site is what stands before the first slash of the key.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SitePlacementAttribute() : PlacementFilterAttribute(new SitePlacementStrategy());
