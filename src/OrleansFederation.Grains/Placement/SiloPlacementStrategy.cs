using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>Stands for <see cref="SiloPlacementAttribute"/> in the properties of a grain type.</summary>
internal sealed class SiloPlacementStrategy() : PlacementFilterStrategy(order: 0);
