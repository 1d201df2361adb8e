using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>Stands for <see cref="SitePlacementAttribute"/> in the properties of a grain type.</summary>
internal sealed class SitePlacementStrategy() : PlacementFilterStrategy(order: 0);
