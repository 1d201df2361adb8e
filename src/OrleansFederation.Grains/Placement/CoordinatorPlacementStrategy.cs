using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>Stands for <see cref="CoordinatorPlacementAttribute"/> in the properties of a grain type.</summary>
internal sealed class CoordinatorPlacementStrategy() : PlacementFilterStrategy(order: 0);
